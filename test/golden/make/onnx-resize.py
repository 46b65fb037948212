"""Goldens of ONNX Resize on onnxruntime's CPU: `onnx-resize.py`, with onnx and onnxruntime installed. Tensors are
NCHW, the size is given as `sizes`."""
import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper

from runtime_goldens import outputs, write

TYPES = {"u8": TensorProto.UINT8, "f32": TensorProto.FLOAT}


def resizer(transform, opset, **attributes):
    def resize(image, width, height):
        tensor = numpy.ascontiguousarray(image.transpose(2, 0, 1)[None])
        kind = TYPES[transform]
        # Before opset 13 the region and the scales have to be there, and may be empty.
        names = ["x", "none", "none", "sizes"] if opset < 13 else ["x", "", "", "sizes"]
        node = helper.make_node("Resize", names, ["y"], **attributes)
        none = helper.make_tensor("none", TensorProto.FLOAT, [0], [])
        sizes = helper.make_tensor("sizes", TensorProto.INT64, [4], [1, tensor.shape[1], height, width])
        graph = helper.make_graph(
            [node],
            "resize",
            [helper.make_tensor_value_info("x", kind, tensor.shape)],
            [helper.make_tensor_value_info("y", kind, [1, tensor.shape[1], height, width])],
            [none, sizes] if opset < 13 else [sizes],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
        return session.run(None, {"x": tensor})[0][0].transpose(1, 2, 0)

    return resize


COORDINATES = ["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric"]
FLAGS = {name: "" if name == "half_pixel" else "+" + name for name in COORDINATES}
FLAGS["tf_half_pixel_for_nn"] = "+tf_half_pixel_for_nn"


def main():
    sets = []

    def add(name, transforms, opset=19, **attributes):
        for transform in transforms:
            dtype = "uint8" if transform == "u8" else "float32"
            lines = outputs(resizer(transform, opset, **attributes), transform)
            sets.append({"sampler": f"onnx/{name}", "transform": transform, "dtype": dtype, "outputs": lines})

    for rounding in ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]:
        for mode, flag in FLAGS.items():
            opset = 12 if mode == "tf_half_pixel_for_nn" else 19
            name = "nearest" + ("" if rounding == "round_prefer_floor" else "-" + rounding.replace("_", "-")) + flag
            add(name, ["u8"], opset, mode="nearest", coordinate_transformation_mode=mode, nearest_mode=rounding)
    for mode in COORDINATES:
        add("linear" + FLAGS[mode], ["u8", "f32"], mode="linear", coordinate_transformation_mode=mode)
    for a, ending in [(-0.75, ""), (-0.5, "-0.5")]:
        for outside in [0, 1]:
            for mode in COORDINATES:
                name = "cubic" + ending + FLAGS[mode] + ("+exclude_outside" if outside else "")
                add(name, ["f32"], mode="cubic", coordinate_transformation_mode=mode, cubic_coeff_a=a, exclude_outside=outside)
    for mode in ["half_pixel", "align_corners", "asymmetric"]:
        for outside in [0, 1]:
            end = FLAGS[mode] + "+antialias" + ("+exclude_outside" if outside else "")
            shared = {"coordinate_transformation_mode": mode, "exclude_outside": outside, "antialias": 1}
            add("linear" + end, ["u8", "f32"], mode="linear", **shared)
            for a, ending in [(-0.75, ""), (-0.5, "-0.5")]:
                add("cubic" + ending + end, ["u8", "f32"], mode="cubic", cubic_coeff_a=a, **shared)
    version = onnxruntime.__version__
    write("onnx", "onnx", f"ONNX Resize, onnxruntime {version}", f"{version}, onnx {onnx.__version__}, CPU", sets)


if __name__ == "__main__":
    main()
