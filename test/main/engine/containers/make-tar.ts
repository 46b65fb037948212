/** Writes tar archives, also odd ones, from the headers that are asked for. */

const BLOCK = 512;

export interface TarPart {
  name: string;
  data?: Buffer;
  /** One character; a file by default. */
  kind?: string;
  /** What the header states, where it is not the size of the data. */
  size?: number;
  /** The checksum is the sum of signed bytes. */
  isSigned?: boolean;
}

/** An archive of `parts`, in their order, with its end. */
export function makeTar(parts: readonly TarPart[]): Buffer {
  return Buffer.concat([...parts.flatMap(partBytes), Buffer.alloc(2 * BLOCK)]);
}

/** The record `KEY=VALUE` of a pax header, which states its own length. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (String(length).length + rest.length !== length) length++;
  return `${length}${rest}`;
}

function partBytes({ name, data = Buffer.alloc(0), kind = '0', size, isSigned }: TarPart) {
  const head = Buffer.alloc(BLOCK);
  head.write(name, 0, 100, 'latin1');
  head.write('0000644\x000000000\x000000000\0', 100, 'latin1');
  head.write(`${(size ?? data.length).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  head.write(`00000000000\0        ${kind}`, 136, 'latin1');
  head.write('ustar\x0000', 257, 'latin1');
  const sum = head.reduce((all, byte) => all + (isSigned && byte > 127 ? byte - 256 : byte), 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [head, data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)];
}
