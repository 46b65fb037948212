#!/usr/bin/env python3
"""What Pillow's draft and resize make of JPEG files: `drafted.py FOLDER OUT` writes OUT (drafted.json)."""
import hashlib
import json
import os
import sys

from PIL import Image

FILES = ["q90.jpg", "q90-422.jpg", "prog.jpg", "gray.jpg", "odd-420.jpg", "odd-411.jpg"]
SIZES = [(75, 56), (50, 28), (37, 14), (15, 11), (9, 7)]


def main():
    folder, out = sys.argv[1:3]
    cases = []
    for name in FILES:
        for i, (width, height) in enumerate(SIZES):
            image = Image.open(os.path.join(folder, name))
            method = ["nearest", "bilinear", "bicubic", "lanczos", "box"][i]
            image.draft("L" if image.mode == "L" else "RGB", (width, height))
            array = image.resize((width, height), Image.Resampling[method.upper()]).tobytes()
            digest = hashlib.sha256(array).hexdigest()
            cases.append({"file": name, "filter": method, "width": width, "height": height, "sha256": digest})
    with open(out, "w") as file:
        json.dump(cases, file, indent=2)


if __name__ == "__main__":
    main()
