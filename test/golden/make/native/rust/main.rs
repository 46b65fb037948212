//! Resizes raw 8-bit samples with the crates `image` and `fast_image_resize`. Reads jobs as native.ts writes
//! them; a method is that of a sampler of rust-image or fast-image-resize, by the first argument.
//!
//!     cargo build --release

use fast_image_resize as fir;
use image::imageops::{self, FilterType};
use image::{GrayImage, RgbImage, RgbaImage};
use std::io::{self, BufRead};

fn main() {
    println!("image {}, fast_image_resize {}", env!("IMAGE"), env!("FIR"));
    let library = std::env::args().nth(1).unwrap();
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let job: Vec<&str> = line.split('\t').collect();
        let number = |i: usize| job[i].parse::<u32>().unwrap();
        let samples = std::fs::read(job[1]).unwrap();
        let source = Picture { samples, width: number(2), height: number(3), channels: number(4) };
        let resized = match library.as_str() {
            "rust-image" => by_image(&source, job[0], number(5), number(6)),
            _ => by_fir(&source, job[0], number(5), number(6)),
        };
        std::fs::write(job[7], resized).unwrap();
    }
}

struct Picture {
    samples: Vec<u8>,
    width: u32,
    height: u32,
    channels: u32,
}

fn by_image(source: &Picture, method: &str, width: u32, height: u32) -> Vec<u8> {
    macro_rules! resized {
        ($buffer:ty) => {{
            let samples = source.samples.clone();
            let image = <$buffer>::from_raw(source.width, source.height, samples).unwrap();
            match method {
                "thumbnail" => imageops::thumbnail(&image, width, height).into_raw(),
                _ => imageops::resize(&image, width, height, filter_of(method)).into_raw(),
            }
        }};
    }
    match source.channels {
        1 => resized!(GrayImage),
        3 => resized!(RgbImage),
        _ => resized!(RgbaImage),
    }
}

fn filter_of(method: &str) -> FilterType {
    match method {
        "nearest" => FilterType::Nearest,
        "triangle" => FilterType::Triangle,
        "catmullrom" => FilterType::CatmullRom,
        "gaussian" => FilterType::Gaussian,
        "lanczos3" => FilterType::Lanczos3,
        _ => panic!("{method}"),
    }
}

/// `nearest`, a filter, `FILTER+interpolation` or `FILTER+supersampling2`.
fn by_fir(source: &Picture, method: &str, width: u32, height: u32) -> Vec<u8> {
    let pixels = match source.channels {
        1 => fir::PixelType::U8,
        3 => fir::PixelType::U8x3,
        _ => fir::PixelType::U8x4,
    };
    let samples = source.samples.clone();
    let image = fir::images::Image::from_vec_u8(source.width, source.height, samples, pixels).unwrap();
    let mut target = fir::images::Image::new(width, height, pixels);
    let algorithm = match method.split_once('+') {
        None if method == "nearest" => fir::ResizeAlg::Nearest,
        None => fir::ResizeAlg::Convolution(fir_filter_of(method)),
        Some((filter, "interpolation")) => fir::ResizeAlg::Interpolation(fir_filter_of(filter)),
        Some((filter, _)) => fir::ResizeAlg::SuperSampling(fir_filter_of(filter), 2),
    };
    let options = fir::ResizeOptions::new().resize_alg(algorithm);
    fir::Resizer::new().resize(&image, &mut target, &options).unwrap();
    target.into_vec()
}

fn fir_filter_of(name: &str) -> fir::FilterType {
    match name {
        "box" => fir::FilterType::Box,
        "bilinear" => fir::FilterType::Bilinear,
        "hamming" => fir::FilterType::Hamming,
        "catmullrom" => fir::FilterType::CatmullRom,
        "mitchell" => fir::FilterType::Mitchell,
        "gaussian" => fir::FilterType::Gaussian,
        "lanczos3" => fir::FilterType::Lanczos3,
        _ => panic!("{name}"),
    }
}
