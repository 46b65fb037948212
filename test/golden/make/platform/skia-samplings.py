"""Goldens of Skia's samplings on the processor. pip: numpy, skia-python."""
import os
import sys

import numpy
import skia

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from runtime_goldens import outputs, write  # noqa: E402

LINEAR = skia.FilterMode.kLinear
SAMPLINGS = {
    "nearest": skia.SamplingOptions(skia.FilterMode.kNearest),
    "linear": skia.SamplingOptions(LINEAR),
    "linear+mipmap": skia.SamplingOptions(LINEAR, skia.MipmapMode.kNearest),
    "trilinear": skia.SamplingOptions(LINEAR, skia.MipmapMode.kLinear),
    "mitchell": skia.SamplingOptions(skia.CubicResampler.Mitchell()),
    "catmullrom": skia.SamplingOptions(skia.CubicResampler.CatmullRom()),
}
MIPMAPS = ("linear+mipmap", "trilinear")


def info(width, height, alpha):
    return skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, alpha)


def image_of(samples):
    """Opaque, or premultiplied by Skia."""
    height, width, channels = samples.shape
    rgba = numpy.full((height, width, 4), 255, numpy.uint8)
    rgba[..., : max(3, channels)] = samples
    alpha = skia.kUnpremul_AlphaType if channels == 4 else skia.kOpaque_AlphaType
    image = skia.Image.MakeRasterCopy(skia.Pixmap(info(width, height, alpha), rgba, width * 4))
    if channels < 4:
        return image
    premultiplied = info(width, height, skia.kPremul_AlphaType)
    pixels = numpy.empty((height, width, 4), numpy.uint8)
    assert image.readPixels(premultiplied, pixels, width * 4, 0, 0)
    return skia.Image.MakeRasterCopy(skia.Pixmap(premultiplied, pixels, width * 4))


def resized(samples, method, width, height):
    sampling = SAMPLINGS[method]
    image = image_of(samples)
    surface = skia.Surface.MakeRaster(info(width, height, skia.kPremul_AlphaType))
    with surface as canvas:
        if method in MIPMAPS:
            ratios = (to / of for to, of in ((width, image.width()), (height, image.height())))
            shader = image.withDefaultMipmaps().makeShader(
                skia.TileMode.kClamp, skia.TileMode.kClamp, sampling, skia.Matrix.Scale(*ratios)
            )
            canvas.drawPaint(skia.Paint(Shader=shader))
        else:
            whole = skia.Rect.MakeWH(width, height)
            canvas.drawImageRect(image, skia.Rect.MakeWH(image.width(), image.height()), whole, sampling)
    out = numpy.empty((height, width, 4), numpy.uint8)
    assert surface.readPixels(info(width, height, skia.kUnpremul_AlphaType), out, width * 4, 0, 0)
    return numpy.ascontiguousarray(out[..., : samples.shape[2]])


def main():
    sets = []
    for method in SAMPLINGS:
        lines = outputs(lambda image, width, height, method=method: resized(image, method, width, height))
        sets.append({"sampler": f"skia/{method}", "transform": "u8", "dtype": "uint8", "outputs": lines})
    version = skia.__version__
    write("skia", "skia", f"Skia m{version.split('.')[0]}", f"skia-python {version}, on the processor", sets)


if __name__ == "__main__":
    main()
