type Json = Record<string, unknown>
type Operation = {
  tags: string[]
  summary: string
  'x-permission': string
  parameters?: { name: string; in: string; required: boolean; schema: Json }[]
  requestBody?: { content: Json }
  responses: Record<string, { description: string; content?: Json }>
}

/** The API's description as one plain page: no script, nothing from elsewhere, readable without styles. */
export function docsPage(description: Json): string {
  const { info, paths, tags, components } = description as {
    info: { title: string; version: string; description: string }
    paths: Record<string, Record<string, Operation>>
    tags: { name: string }[]
    components: { schemas: Record<string, Json> }
  }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
  )
  const sections = tags.map(
    ({ name }) =>
      `<section><h2 id="${slug(name)}">${escape(name)}</h2>${operations
        .filter((operation) => operation.tags.includes(name))
        .map(operationHtml)
        .join('')}</section>`,
  )
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${name}"><summary><code>${name}</code></summary>${codeHtml(schema)}</details>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(info.title)} API</title><style>${STYLE}</style></head>
<body><main><h1>${escape(info.title)} API <small>${escape(info.version)}</small></h1>
<p>${escape(info.description)}</p><p>Machine-readable: <a href="/api/openapi.json">/api/openapi.json</a></p>
<nav>${tags.map(({ name }) => `<a href="#${slug(name)}">${escape(name)}</a>`).join(' ')} <a href="#schemas">Schemas</a></nav>
${sections.join('\n')}
<section><h2 id="schemas">Schemas</h2>${schemas.join('')}</section></main></body></html>`
}

function operationHtml(operation: Operation & { path: string; method: string }): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: where, required, schema }) =>
      `<tr><td><code>${escape(name)}</code></td><td>${where}${required ? ', required' : ''}</td><td>${typeHtml(schema)}</td></tr>`,
  )
  const body = operation.requestBody && schemaOf(operation.requestBody.content)
  const responses = Object.entries(operation.responses).map(([status, { description, content }]) => {
    const schema = content && schemaOf(content)
    return `<tr><td><code>${status}</code></td><td>${escape(description).replaceAll('\n\n', '<br>')}${schema ? `<br>${typeHtml(schema)}` : ''}</td></tr>`
  })
  return `<details><summary><span class="method">${operation.method}</span> <code>${escape(operation.path)}</code> ${escape(operation.summary)}</summary>
<p>Permission: <code>${escape(operation['x-permission'])}</code></p>
${parameters.length > 0 ? `<h3>Parameters</h3><table>${parameters.join('')}</table>` : ''}
${body ? `<h3>Body</h3><p>${typeHtml(body)}</p>` : ''}<h3>Answers</h3><table>${responses.join('')}</table></details>`
}

function schemaOf(content: Json): Json {
  return (Object.values(content)[0] as { schema: Json }).schema
}

/** A link to a named schema, or the schema itself. */
function typeHtml(schema: Json): string {
  const reference = typeof schema['$ref'] === 'string' ? (schema['$ref'].split('/').at(-1) ?? '') : undefined
  return reference === undefined ? codeHtml(schema) : `<a href="#schema-${reference}"><code>${reference}</code></a>`
}

function codeHtml(value: unknown): string {
  const text = escape(JSON.stringify(value, null, 2)).replaceAll(
    /#\/components\/schemas\/(\w+)/g,
    '<a href="#schema-$1">$1</a>',
  )
  return text.length < 60 ? `<code>${text}</code>` : `<pre>${text}</pre>`
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign)
}

const slug = (name: string) => name.toLowerCase().replaceAll(/\W+/g, '-')

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}main{max-width:60rem;margin:0 auto;padding:1rem}
nav{display:flex;flex-wrap:wrap;gap:.75rem}summary{cursor:pointer;padding:.35rem 0}details{border-bottom:1px solid #8884}
h1 small{font-weight:400}.method{display:inline-block;min-width:4.5rem;font-weight:700}table{border-collapse:collapse}
td{padding:.25rem .75rem .25rem 0;vertical-align:top}pre{overflow:auto;padding:.75rem;background:#8881;border-radius:.5rem;font-size:.85rem}`
