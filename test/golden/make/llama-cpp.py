"""Goldens of llama.cpp's image resizes: `llama-cpp.py REPOSITORY`, a clone of llama.cpp. The functions are
cut out of tools/mtmd/mtmd-image.cpp and compiled into a small program in a temporary folder (g++ -O3, no
-march: as its releases for x86-64 build that file).

After pull request 27594 (August 2026) one function does all kernels. A clone that has it is built as it is.
Where the clone ends before it, b10587's Pillow function is built with the two changes the request made to it:
the triangle beside the other kernels, and weights that are not rounded a second time."""
import re
import subprocess
import sys
import tempfile

import numpy

from runtime_goldens import outputs, write

FILE = "tools/mtmd/mtmd-image.cpp"

HEAD = """
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>
#define GGML_ASSERT(x) do { if (!(x)) { exit(9); } } while (0)
struct clip_image_size { int width; int height; };
%(fields)s
enum resize_algo { RESIZE_ALGO_BILINEAR, RESIZE_ALGO_BICUBIC, RESIZE_ALGO_BICUBIC_PILLOW, RESIZE_ALGO_LANCZOS };
struct tool {
"""

OLD_IMAGE = "struct clip_image_u8 { int nx; int ny; std::vector<uint8_t> buf; };"
NEW_IMAGE = """
struct clip_image_u8 {
    int nx = 0, ny = 0; std::vector<uint8_t> buf;
    clip_image_size get_size() const { return {nx, ny}; }
    void set_size(clip_image_size size, bool) { nx = size.width; ny = size.height; buf.resize((size_t) nx * ny * 3); }
    void cpy_buf(const std::vector<uint8_t> & other) { buf = other; }
    const std::vector<uint8_t> & get_ro_buf() const { return buf; }
    bool is_placeholder() const { return false; }
    std::array<uint8_t, 3> get_pixel(int x, int y) const {
        size_t i = ((size_t) y * nx + x) * 3;
        return {buf[i], buf[i + 1], buf[i + 2]};
    }
    void set_pixel(int x, int y, const std::array<uint8_t, 3> & rgb) {
        for (int c = 0; c < 3; c++) buf[((size_t) y * nx + x) * 3 + c] = rgb[c];
    }
};
"""

TAIL = """
};
int main(int argc, char ** argv) {
    std::string algo = argv[1];
    int w = atoi(argv[2]), h = atoi(argv[3]), tw = atoi(argv[4]), th = atoi(argv[5]);
    clip_image_u8 src, dst;
    src.nx = w; src.ny = h; src.buf.resize((size_t) w * h * 3);
    if (fread(src.buf.data(), 1, src.buf.size(), stdin) != src.buf.size()) return 8;
    %(calls)s
    fwrite(dst.buf.data(), 1, dst.buf.size(), stdout);
}
"""



def functions(text):
    """From resize_bilinear, or resize_pillow, to the end of the struct."""
    start = re.search(r"^private:\n", text[text.index("struct img_tool") :], re.M).end() + text.index("struct img_tool")
    return text[start : text.index("\n};\n", start)]


def build(folder, name, text, image, calls):
    source = f"{folder}/{name}.cpp"
    with open(source, "w") as file:
        file.write(HEAD % {"fields": image} + text + TAIL % {"calls": "\n    ".join(calls)})
    subprocess.run(["g++", "-std=c++17", "-O3", "-o", f"{folder}/{name}", source], check=True)
    return f"{folder}/{name}"


def resizer(program, algo):
    def resize(image, width, height):
        source_height, source_width, channels = image.shape
        if (source_width, source_height) == (width, height):
            return image  # img_tool::resize copies
        planes = []
        # Three channels alike for a gray plane: the functions treat each by itself.
        for c in range(channels):
            rgb = numpy.repeat(image[:, :, c : c + 1], 3, axis=2)
            sizes = map(str, (source_width, source_height, width, height))
            run = subprocess.run([program, algo, *sizes], input=rgb.tobytes(), capture_output=True)
            if run.returncode == 9:
                return None  # an assertion: the build ends here
            assert run.returncode == 0, run.returncode
            planes.append(numpy.frombuffer(run.stdout, numpy.uint8).reshape(height, width, 3)[:, :, 0])
        return numpy.stack(planes, axis=2)

    return resize


def main():
    repository = sys.argv[1]

    def show(commit):
        return subprocess.run(["git", "-C", repository, "show", f"{commit}:{FILE}"], check=True, capture_output=True, text=True).stdout

    def number(commit):
        return "b" + subprocess.run(["git", "-C", repository, "rev-list", "--count", commit], check=True, capture_output=True, text=True).stdout.strip()

    before, middle = "82764d8f405ff7928c061d8c100b50e9f77939f6~1", "3f545beccee69d9975f466ec7e45fd9aacd8ba90"
    plain = [f"if (algo == \"{name}\") {{ tool::{name}(src, dst, tw, th); }}" for name in ("resize_bilinear", "resize_bicubic", "resize_bicubic_pillow")]
    body = functions(show(middle))
    after = body[body.index("static bool resize_pillow") :]
    after = after.replace("bool use_lanczos)", "int kernel)").replace("[use_lanczos](double x)", "[kernel](double x)")
    after = after.replace("if (use_lanczos) {\n                if (-3.0", "if (kernel == 3) {\n                if (-3.0")
    after = after.replace("if (use_lanczos) {\n                    // Pillow adds", "{\n                    // Pillow adds")
    after = after.replace("const double filter_support = use_lanczos ? 3.0 : 2.0;", "const double filter_support = kernel;")
    after = after.replace("constexpr double a = -0.5;", "if (kernel == 1) { x = x < 0.0 ? -x : x; return x < 1.0 ? 1.0 - x : 0.0; }\n            constexpr double a = -0.5;")
    assert "use_lanczos" not in after, "the function of this clone is another one"
    with tempfile.TemporaryDirectory() as folder:
        old = build(folder, "old", functions(show(before)), OLD_IMAGE, plain)
        mid = build(folder, "mid", body, NEW_IMAGE, plain + ['if (algo == "resize_lanczos") { tool::resize_lanczos_pillow(src, dst, tw, th); }'])
        kernels = [f'if (algo == "{k}") {{ tool::resize_pillow(src, dst, tw, th, {k}); }}' for k in (1, 2, 3)]
        new = build(folder, "new", after, NEW_IMAGE, kernels)
        made = [
            ("bilinear@b8769", old, "resize_bilinear"),
            ("bilinear@b10587", mid, "resize_bilinear"),
            ("bicubic@b10587", mid, "resize_bicubic"),
            ("bicubic-pillow@b8769", old, "resize_bicubic_pillow"),
            ("bicubic-pillow@b10587", mid, "resize_bicubic_pillow"),
            ("lanczos@b10587", mid, "resize_lanczos"),
            ("bilinear", new, "1"),
            ("bicubic", new, "2"),
            ("lanczos", new, "3"),
        ]
        sets = [{"sampler": f"llama-cpp/{name}", "transform": "u8", "dtype": "uint8", "outputs": outputs(resizer(program, algo))} for name, program, algo in made]
        assert outputs(resizer(old, "resize_bicubic")) == sets[2]["outputs"], "bicubic was changed in between"
    compiler = subprocess.run(["g++", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    write("llama-cpp", "llama-cpp", "llama.cpp, mtmd", f"{number(before)}, {number(middle)} and #27594; {compiler}, x86-64", sets)


if __name__ == "__main__":
    main()
