/**
 * An ONNX model made byte by byte: the mean of each channel, times a weight, as three outputs.
 * Protocol buffers: onnx.proto3 of ONNX 1.16 (ModelProto, GraphProto, NodeProto).
 */

/** GlobalAveragePool and Flatten over 1×3×side×side; `softmax` makes probabilities of it. */
export function meansModel(side: number, softmax: boolean): Buffer {
  const nodes = [
    node('GlobalAveragePool', 'picture', 'pooled'),
    node('Flatten', 'pooled', softmax ? 'flat' : 'labels'),
    ...(softmax ? [node('Softmax', 'flat', 'labels')] : []),
  ];
  const graph = Buffer.concat([
    ...nodes.map((each) => field(1, each)),
    field(2, text('means')),
    field(11, value('picture', [1, 3, side, side])),
    field(12, value('labels', [1, 3])),
  ]);
  const operators = Buffer.concat([field(1, text('')), integer(2, 13)]);
  return Buffer.concat([integer(1, 8), field(7, graph), field(8, operators)]);
}

function node(type: string, input: string, output: string): Buffer {
  return Buffer.concat([field(1, text(input)), field(2, text(output)), field(4, text(type))]);
}

/** ValueInfoProto of a float tensor. */
function value(name: string, shape: number[]): Buffer {
  const dimensions = Buffer.concat(shape.map((size) => field(1, integer(1, size))));
  const tensor = Buffer.concat([integer(1, 1), field(2, dimensions)]);
  return Buffer.concat([field(1, text(name)), field(2, field(1, tensor))]);
}

function text(value: string): Buffer {
  return Buffer.from(value, 'utf8');
}

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function integer(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
