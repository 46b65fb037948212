#!/usr/bin/env python3
"""What Pillow and OpenCV make of the files of a folder, as the loader goldens have it.

    python3 -m venv venv && venv/bin/pip install pillow==12.3.0 opencv-python==5.0.0.93 numpy
    venv/bin/python loaders.py FOLDER OUT

Writes OUT/index.json: for each file and loader shape, type and SHA-256 of the array, or the error. With a third
argument `data` the arrays are written too, compressed by zlib. Prints the versions it ran with.
"""
import hashlib
import json
import os
import sys
import zlib

import cv2
import numpy as np
import PIL
from PIL import Image, ImageFile, ImageOps

Image.MAX_IMAGE_PIXELS = 20_000_000
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def pillow(path, mode=None, transpose=False):
    with Image.open(path) as image:
        if transpose:
            image = ImageOps.exif_transpose(image)
        if mode is not None:
            image = image.convert(mode)
        array = np.array(image)
        if array.dtype == bool:
            array = array.astype(np.uint8) * 255
        return array.astype(array.dtype.newbyteorder("="))


def truncated(path):
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        return pillow(path, "RGB")
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def opencv(path, flag):
    array = cv2.imread(path, flag)
    if array is None:
        raise ValueError("imread returns None")
    if array.ndim == 3 and array.shape[2] >= 3:
        order = [2, 1, 0] + ([3] if array.shape[2] == 4 else [])
        array = array[..., order]
    return array


LOADERS = {
    "pillow/convert-rgb": lambda p: pillow(p, "RGB"),
    "pillow/exif-transpose+convert-rgb": lambda p: pillow(p, "RGB", True),
    "pillow/load-truncated+convert-rgb": lambda p: truncated(p),
    "pillow/convert-l": lambda p: pillow(p, "L"),
    "pillow/convert-rgba": lambda p: pillow(p, "RGBA"),
    "pillow/as-is": lambda p: pillow(p),
    "opencv/imread-color": lambda p: opencv(p, cv2.IMREAD_COLOR),
    "opencv/imread-unchanged": lambda p: opencv(p, cv2.IMREAD_UNCHANGED),
    "opencv/imread-grayscale": lambda p: opencv(p, cv2.IMREAD_GRAYSCALE),
}


def outcome(load, path, out):
    try:
        array = np.ascontiguousarray(load(path))
    except Exception as error:  # whatever a library refuses with is what is recorded
        return {"error": f"{type(error).__name__}: {str(error)[:120]}"}
    raw = array.tobytes()
    digest = hashlib.sha256(raw).hexdigest()
    entry = {"shape": list(array.shape), "dtype": str(array.dtype), "sha256": digest}
    if out is not None:
        entry["data"] = f"out/{digest[:16]}.raw.z"
        with open(os.path.join(out, entry["data"]), "wb") as file:
            file.write(zlib.compress(raw, 9))
    return entry


def main():
    folder, target = sys.argv[1:3]
    out = target if sys.argv[3:] == ["data"] else None
    os.makedirs(os.path.join(target, "out") if out else target, exist_ok=True)
    files = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        loaders = {key: outcome(load, path, out) for key, load in LOADERS.items()}
        files.append({"file": f"files/{name}", "loaders": loaders})
    versions = {"pillow": PIL.__version__, "opencv": cv2.__version__}
    with open(os.path.join(target, "index.json"), "w") as file:
        json.dump({"made_with": versions, "files": files}, file, indent=1)
    print(versions, len(files), "files")


if __name__ == "__main__":
    main()
