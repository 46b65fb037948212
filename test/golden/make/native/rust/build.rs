//! Hands the versions in Cargo.lock to the program.

fn main() {
    let lock = std::fs::read_to_string("Cargo.lock").unwrap();
    for (key, name) in [("IMAGE", "image"), ("FIR", "fast_image_resize")] {
        let start = lock.find(&format!("name = \"{name}\"")).unwrap();
        let version = lock[start..].split('"').nth(3).unwrap();
        println!("cargo:rustc-env={key}={version}");
    }
}
