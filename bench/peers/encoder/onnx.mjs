// A graph of one MatMul with constant weights, y[m,n] = x[m,k] w[k,n], as the bytes of an ONNX file (protocol buffers, written by hand:
// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto has the field numbers).

const utf8 = new TextEncoder();

function varint(value) {
  const bytes = [];
  for (let rest = BigInt(value); ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest < 0x80n) return Uint8Array.from([...bytes, low]);
    bytes.push(low | 0x80);
  }
}

function join(parts) {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

const integer = (field, value) => join([varint(field << 3), varint(value)]);
const bytes = (field, value) => join([varint((field << 3) | 2), varint(value.length), value]);
const text = (field, value) => bytes(field, utf8.encode(value));
const message = (field, ...parts) => bytes(field, join(parts));

const FLOAT = 1;

function valueInfo(field, name, columns) {
  const shape = message(2, message(1, text(2, 'm')), message(1, integer(1, columns)));
  return message(field, text(1, name), message(2, message(1, integer(1, FLOAT), shape)));
}

export function matmulGraph(k, n, weights) {
  const raw = new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
  const node = message(1, text(1, 'x'), text(1, 'w'), text(2, 'y'), text(4, 'MatMul'));
  const initializer = message(5, integer(1, k), integer(1, n), integer(2, FLOAT), text(8, 'w'), bytes(9, raw));
  const graph = message(7, node, text(2, 'matmul'), initializer, valueInfo(11, 'x', k), valueInfo(12, 'y', n));
  return join([integer(1, 8), graph, message(8, text(1, ''), integer(2, 17))]);
}
