/**
 * A piece of SQL with its values, made by the `sql` tag. Pieces nest, and the parameters are numbered when the whole is
 * read, so that a filter can be put together from parts without counting.
 */
export class Sql {
  readonly strings: readonly string[]
  readonly values: readonly unknown[]

  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.strings = strings
    this.values = values
  }

  /** The statement with `$1`, `$2` … in the places of the values. */
  get text(): string {
    return this.strings.reduce((text, part, index) => `${text}$${index}${part}`)
  }
}

/**
 * Everything put into the template becomes a parameter; another `Sql` becomes part of the text, with its own parameters.
 *
 *     const active = sql`status = ${'active'}`
 *     db.query(sql`select id from people where ${active} and id > ${last} limit ${100}`)
 *
 * Throws on `undefined`: it would silently become null, and a comparison with null finds nothing.
 */
export function sql(parts: TemplateStringsArray, ...values: unknown[]): Sql {
  const strings: string[] = [parts[0] ?? '']
  const flat: unknown[] = []
  const append = (text: string) => {
    strings[strings.length - 1] += text
  }
  values.forEach((value, index) => {
    if (value === undefined) throw new TypeError(`value ${index + 1} of an sql template is undefined`)
    if (value instanceof Sql) {
      append(value.strings[0] ?? '')
      flat.push(...value.values)
      strings.push(...value.strings.slice(1))
    } else {
      flat.push(value)
      strings.push('')
    }
    append(parts[index + 1] ?? '')
  })
  return new Sql(strings, flat)
}

/** Pieces one after another with a text between them; the text is ours, never a caller's input. */
export function joinSql(pieces: readonly Sql[], between: ', ' | ' and ' | ' or ' | ' '): Sql {
  return pieces.length === 0 ? sql`` : pieces.reduce((all, piece) => sql`${all}${new Sql([between], [])}${piece}`)
}

/** All conditions at once; with none, `true`, so that `where ${allOf(filters)}` always reads. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0
    ? sql`true`
    : joinSql(
        conditions.map((condition) => sql`(${condition})`),
        ' and ',
      )
}

/** A column's or table's name, quoted. For names out of a list of ours: a name that does not exist is still an error. */
export function nameSql(name: string): Sql {
  return new Sql([`"${name.replaceAll('"', '""')}"`], [])
}
