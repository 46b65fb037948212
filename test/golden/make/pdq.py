"""PDQ hashes by pdqhash (Meta's C++ as a Python package) of pictures that a formula makes, and of samples.

    python3 -m venv v && v/bin/pip install pdqhash pillow numpy
    v/bin/python test/golden/make/pdq.py > test/shared/image/pdq.json
"""

import json
import pathlib

import numpy as np
import pdqhash
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[3]
SIZES = [(64, 64), (5, 5), (128, 96), (129, 257), (640, 481), (300, 7), (1000, 700)]
SAMPLES = ["drum-299.png", "mountains-224.png"]


def made(width, height):
    """Waves whose samples are whole numbers, so that every language makes the same."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.int64)
    return ((x * x * (c + 3) + y * y * 5 + x * y * (7 - c) + 31 * (x // 9) * (y // 7)) // 61 % 256).astype(np.uint8)


def hashed(array):
    vector, quality = pdqhash.compute(np.ascontiguousarray(array).view(np.int8).view(np.uint8))
    return {"hash": f"{int(''.join(map(str, vector)), 2):064x}", "quality": int(quality)}


cases = [{"width": w, "height": h, **hashed(made(w, h))} for w, h in SIZES]
samples = [
    {"sample": name, **hashed(np.asarray(Image.open(ROOT / "test/samples" / name).convert("RGB")))}
    for name in SAMPLES
]
print(json.dumps({"oracle": f"pdqhash {pdqhash.__version__}", "made": cases, "samples": samples}, indent=2))
