"""Goldens of OpenVINO's Interpolate on its CPU plugin: `openvino-interpolate.py`, with openvino installed. Tensors
are NCHW, in the precision of the input; the pillow modes are NHWC, as its preprocessing has them."""
import numpy
import openvino
from openvino import opset11

from runtime_goldens import outputs, write

COORDINATES = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "tf_half_pixel_for_nn"]


def flag(mode):
    return "" if mode == "half_pixel" else "+" + mode


def resizer(transform, mode, coordinates="half_pixel", layout="NCHW", **attributes):
    core = openvino.Core()
    kind = numpy.uint8 if transform == "u8" else numpy.float32

    def resize(image, width, height):
        nchw = layout == "NCHW"
        tensor = numpy.ascontiguousarray((image.transpose(2, 0, 1) if nchw else image)[None])
        x = opset11.parameter(list(tensor.shape), kind)
        axes = [2, 3] if nchw else [1, 2]
        node = opset11.interpolate(
            x,
            opset11.constant(numpy.array([height, width], numpy.int32)),
            mode,
            "sizes",
            [0, 0, 0, 0],
            [0, 0, 0, 0],
            coordinate_transformation_mode=coordinates,
            axes=opset11.constant(numpy.array(axes, numpy.int32)),
            **attributes,
        )
        model = openvino.Model([node], [x], "resize")
        hints = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1}
        result = core.compile_model(model, "CPU", hints)([tensor])[0][0]
        return result.transpose(1, 2, 0) if nchw else result

    return resize


def main():
    sets = []

    def add(name, transforms, *arguments, **attributes):
        for transform in transforms:
            lines = outputs(resizer(transform, *arguments, **attributes), transform)
            dtype = "uint8" if transform == "u8" else "float32"
            sets.append({"sampler": f"openvino/{name}", "transform": transform, "dtype": dtype, "outputs": lines})

    for coordinates in COORDINATES:
        add("nearest" + flag(coordinates), ["u8"], "nearest", coordinates)
    for coordinates in COORDINATES[:4]:
        add("linear_onnx" + flag(coordinates), ["u8", "f32"], "linear_onnx", coordinates)
        add("cubic" + flag(coordinates), ["u8", "f32"], "cubic", coordinates)
    add("linear", ["u8", "f32"], "linear")
    # The coordinates that OpenVINO's preprocessing sets for them.
    for mode in ["bilinear_pillow", "bicubic_pillow"]:
        add(mode, ["u8", "f32"], mode, "tf_half_pixel_for_nn", layout="NHWC", cube_coeff=-0.5)
    version = openvino.get_version()
    write("openvino", "openvino", f"OpenVINO {version.split('-')[0]}", f"{version}, CPU", sets)


if __name__ == "__main__":
    main()
