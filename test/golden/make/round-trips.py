#!/usr/bin/env python3
"""What is left of pictures that Pillow writes as JPEG and reads again: `round-trips.py SOURCES OUT` writes OUT
(round-trips.json). Prints the versions it ran with."""
import hashlib
import io
import json
import os
import sys

import numpy as np
import PIL
from PIL import Image, features

SOURCES = [
    "odd_33x47_rgb", "scene_300x500_rgb", "noise_97x61_rgb", "strip_500x3_rgb", "wide_331x75_rgb", "grad_64x64_gray",
    "dot_1x1_rgb", "line_1x40_gray",
]
QUALITIES = [10, 50, 75, 85, 95, 100]


def main():
    folder, out = sys.argv[1:3]
    print("Pillow", PIL.__version__, "libjpeg-turbo", features.version("libjpeg_turbo"))
    cases = []
    for name in SOURCES:
        width, height = map(int, name.split("_")[1].split("x"))
        samples = np.fromfile(os.path.join(folder, f"{name}.u8"), np.uint8)
        image = Image.fromarray(samples.reshape((height, width, 3) if name.endswith("rgb") else (height, width)))
        for quality in QUALITIES:
            for subsampling, chroma in ((0, "4:4:4"), (2, "4:2:0")):
                file = io.BytesIO()
                image.save(file, "JPEG", quality=quality, subsampling=subsampling)
                again = np.array(Image.open(io.BytesIO(file.getvalue())))
                digest = hashlib.sha256(again.tobytes()).hexdigest()
                cases.append({"source": name, "quality": quality, "chroma": chroma, "sha256": digest})
    with open(out, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
