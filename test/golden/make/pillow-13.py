"""Goldens of Pillow 13, which orders its two passes by the sizes: `pillow-13.py`, with Pillow 13 and numpy."""
import numpy
import PIL
from PIL import Image

from runtime_goldens import outputs, write

MODES = {1: "L", 3: "RGB", 4: "RGBA"}


def resizer(method):
    def resize(image, width, height):
        channels = image.shape[2]
        picture = Image.fromarray(image[:, :, 0] if channels == 1 else image, MODES[channels])
        return numpy.asarray(picture.resize((width, height), method)).reshape(height, width, channels)

    return resize


assert PIL.__version__.startswith("13."), PIL.__version__
sets = [
    {
        "sampler": f"pillow/{name}@13",
        "transform": "u8",
        "dtype": "uint8",
        "outputs": outputs(resizer(Image.Resampling[name.upper()])),
    }
    for name in ("box", "bilinear", "hamming", "bicubic", "lanczos")
]
write("pillow-13", "pillow-13", f"Pillow {PIL.__version__}", PIL.__version__, sets)
