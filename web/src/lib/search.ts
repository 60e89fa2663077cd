/** Reads what stands in an address. Whatever is not understood is left out, so that an old or broken link still opens. */

export function text(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function oneOf<Value extends string>(
  value: unknown,
  allowed: readonly Value[] | Readonly<Record<Value, unknown>>,
): Value | undefined {
  const values: readonly string[] = Array.isArray(allowed) ? allowed : Object.keys(allowed)
  return typeof value === 'string' && values.includes(value) ? (value as Value) : undefined
}

export function yes(value: unknown): true | undefined {
  return value === true || value === 'true' ? true : undefined
}
