/** Numbers of single bits, the most significant first. */
export class Bits {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** True once more was taken than there is; what lay behind the end was 0. */
  get past(): boolean {
    return this.at > this.bytes.length * 8;
  }

  /** `count` bits, at most 32, as an unsigned number. */
  take(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.at++) {
      const byte = this.bytes[this.at >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.at & 7))) & 1);
    }
    return value;
  }

  skip(count: number): void {
    this.at += count;
  }

  flag(): boolean {
    return this.take(1) === 1;
  }

  /** A number whose length its leading zeros tell (ue(v) and uvlc); the largest for 32 zeros. */
  variable(): number {
    let zeros = 0;
    while (zeros < 32 && !this.flag()) zeros++;
    return zeros === 32 ? 2 ** 32 - 1 : this.take(zeros) + 2 ** zeros - 1;
  }
}
