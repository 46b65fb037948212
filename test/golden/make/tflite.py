"""Goldens of TFLite's ResizeBilinear and ResizeNearestNeighbor: `tflite.py`, with ai-edge-litert and flatbuffers
installed. Each runs by the built-in kernels and, as the interpreter does by default, by XNNPACK."""
import importlib.metadata

import flatbuffers
import numpy
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from runtime_goldens import outputs, write

TYPES = {
    "u8": (schema.TensorType.UINT8, numpy.uint8),
    "i8": (schema.TensorType.INT8, numpy.int8),
    "f32": (schema.TensorType.FLOAT32, numpy.float32),
}


def model(bilinear, align_corners, half_pixel, kind, source, target):
    def tensor(shape, type_, buffer, name):
        made = schema.TensorT()
        made.shape, made.type, made.buffer, made.name = shape, type_, buffer, name
        if kind != "f32" and type_ != schema.TensorType.INT32:
            made.quantization = schema.QuantizationParametersT()
            made.quantization.scale, made.quantization.zeroPoint = [1.0], [0]
        return made

    op = schema.OperatorT()
    op.opcodeIndex, op.inputs, op.outputs = 0, [0, 1], [2]
    if bilinear:
        op.builtinOptionsType = schema.BuiltinOptions.ResizeBilinearOptions
        op.builtinOptions = schema.ResizeBilinearOptionsT()
    else:
        op.builtinOptionsType = schema.BuiltinOptions.ResizeNearestNeighborOptions
        op.builtinOptions = schema.ResizeNearestNeighborOptionsT()
    op.builtinOptions.alignCorners, op.builtinOptions.halfPixelCenters = align_corners, half_pixel
    code = schema.OperatorCodeT()
    names = schema.BuiltinOperator
    code.builtinCode = names.RESIZE_BILINEAR if bilinear else names.RESIZE_NEAREST_NEIGHBOR
    code.deprecatedBuiltinCode, code.version = code.builtinCode, 3
    type_ = TYPES[kind][0]
    graph = schema.SubGraphT()
    height, width = target
    graph.tensors = [
        tensor(list(source), type_, 0, "x"),
        tensor([2], schema.TensorType.INT32, 1, "size"),
        tensor([1, height, width, source[3]], type_, 0, "y"),
    ]
    graph.inputs, graph.outputs, graph.operators = [0], [2], [op]
    size = schema.BufferT()
    size.data = numpy.frombuffer(numpy.array(target, numpy.int32).tobytes(), numpy.uint8)
    made = schema.ModelT()
    made.version, made.operatorCodes, made.subgraphs = 3, [code], [graph]
    made.buffers = [schema.BufferT(), size]
    builder = flatbuffers.Builder(1024)
    builder.Finish(made.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def resizer(bilinear, align_corners, half_pixel, kind, xnnpack):
    resolver = OpResolverType.BUILTIN if xnnpack else OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES

    def resize(image, width, height):
        # int8 has the samples 128 lower.
        data = (image.astype(numpy.int16) - 128).astype(numpy.int8) if kind == "i8" else image
        content = model(bilinear, align_corners, half_pixel, kind, (1, *image.shape), (height, width))
        interpreter = Interpreter(model_content=content, experimental_op_resolver_type=resolver, num_threads=1)
        interpreter.allocate_tensors()
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], data[None].astype(TYPES[kind][1]))
        interpreter.invoke()
        result = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0]
        return (result.astype(numpy.int16) + 128).astype(numpy.uint8) if kind == "i8" else result

    return resize


MODES = {"": (False, True), "+legacy": (False, False), "+align_corners": (True, False)}


def main():
    sets = []
    for flag, (align, half) in MODES.items():
        lines = outputs(resizer(False, align, half, "u8", False))
        assert outputs(resizer(False, align, half, "i8", False)) == lines
        assert outputs(resizer(False, align, half, "u8", True)) == lines
        sets.append({"sampler": f"tflite/nearest{flag}", "transform": "u8", "dtype": "uint8", "outputs": lines})
        for xnnpack in [False, True]:
            end = "+xnnpack" if xnnpack else ""
            for kind, name in [("f32", ""), ("u8", ""), ("i8", "+int8")]:
                if xnnpack and kind == "i8":  # the same as of uint8
                    assert outputs(resizer(True, align, half, kind, xnnpack)) == lines
                    continue
                transform = "f32" if kind == "f32" else "u8"
                lines = outputs(resizer(True, align, half, kind, xnnpack), transform)
                dtype = "float32" if kind == "f32" else "uint8"
                sets.append({"sampler": f"tflite/bilinear{name}{flag}{end}", "transform": transform, "dtype": dtype, "outputs": lines})
    version = importlib.metadata.version("ai-edge-litert")
    write("tflite", "tflite", f"TFLite, ai-edge-litert {version}", f"{version}, x86-64", sets)


if __name__ == "__main__":
    main()
