/**
 * Remembers in constant memory which external ids a stream has brought, to notice a vendor that pages in circles (V7).
 * A Bloom filter: it may claim to have seen what it has not, rarely, and never the reverse. A stream is stopped only
 * after several whole pages in a row that bring nothing new, so a few wrong claims do not matter at any length.
 */
export class SeenIds {
  readonly #bits = new Uint32Array(1 << 20)

  /** Adds the id; true when it was not there yet. */
  add(id: string): boolean {
    let a = 0x811c9dc5
    let b = 0x9e3779b9
    for (let i = 0; i < id.length; i++) {
      const code = id.charCodeAt(i)
      a = Math.imul(a ^ code, 0x01000193)
      b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 13)
    }
    let isNew = false
    for (let round = 0; round < 3; round++) {
      const bit = (a + Math.imul(round, b)) >>> 0
      const word = (bit >>> 5) & (this.#bits.length - 1)
      const mask = 1 << (bit & 31)
      if ((this.#bits[word]! & mask) === 0) {
        isNew = true
        this.#bits[word]! |= mask
      }
    }
    return isNew
  }
}
