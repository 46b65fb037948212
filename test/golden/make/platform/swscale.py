"""Goldens of FFmpeg's swscale: `swscale.py`, with ffmpeg installed (Debian's)."""
import os
import subprocess
import sys

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from runtime_goldens import outputs, write  # noqa: E402

METHODS = ["neighbor", "bilinear", "bicubic", "area", "lanczos"]
FLAGS = "accurate_rnd+full_chroma_int+full_chroma_inp+bitexact"
FORMATS = {1: "gray", 3: "rgb24", 4: "rgba"}


def resized(image, method, width, height):
    source_height, source_width, channels = image.shape
    raw = ["-f", "rawvideo", "-pix_fmt", FORMATS[channels]]
    scale = f"scale={width}:{height}:flags={method}+{FLAGS}"
    command = ["ffmpeg", "-v", "error", *raw, "-s", f"{source_width}x{source_height}", "-i", "-", "-vf", scale, *raw, "-"]
    run = subprocess.run(command, input=image.tobytes(), capture_output=True, check=True)
    return numpy.frombuffer(run.stdout, numpy.uint8).reshape(height, width, channels)


def main():
    sets = []
    for method in METHODS:
        lines = outputs(lambda image, width, height, method=method: resized(image, method, width, height))
        sets.append({"sampler": f"swscale/{method}", "transform": "u8", "dtype": "uint8", "outputs": lines})
    first = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True).stdout.split()
    version = first[2].split("-")[0]
    write("swscale", "swscale", f"FFmpeg {version}, swscale", f"{first[2]}, x86-64", sets)


if __name__ == "__main__":
    main()
