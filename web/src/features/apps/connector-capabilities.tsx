import { VisuallyHidden } from '@mantine/core'
import type { Connector, Scope } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { Panel, Section } from '../../ui/page.tsx'
import classes from './app-page.module.css'
import { CheckList } from './not-connected.tsx'

const { capabilities: words } = texts.appPage

/** Everything that a connector says of itself, by what one asks it: what comes, what it may, what it knows of people. */
export function ConnectorCapabilities({ connector }: { connector: Connector }) {
  return (
    <>
      <Panel>
        <Glance connector={connector} />
      </Panel>
      <Section title={words.data} aside={<span className="muted">{words.dataText}</span>}>
        <Panel>
          <CheckList items={connector.dataPoints} />
          <Fields fields={connector.sourceFields} />
        </Panel>
      </Section>
      <Section title={words.scopes} aside={<span className="muted">{words.scopesText}</span>}>
        <Panel isPadded={false}>
          {connector.scopes.length === 0 ? (
            <p className="muted" style={{ margin: 0, padding: '14px 16px' }}>
              {words.noScopes}
            </p>
          ) : (
            <ul className={classes.list}>
              {connector.scopes.map((scope) => (
                <ScopeRow key={scope.id} scope={scope} />
              ))}
            </ul>
          )}
        </Panel>
      </Section>
      <Section title={words.actions} aside={<span className="muted">{words.actionsText}</span>}>
        {connector.actions.length === 0 ? (
          <p className="muted">{words.noActions}</p>
        ) : (
          <Panel isPadded={false}>
            <ul className={classes.list}>
              {connector.actions.map(({ name, label, explains, destructive, noUndo }) => (
                <li key={name}>
                  <strong style={{ fontWeight: 550 }}>{label}</strong>
                  <span>
                    {explains}
                    {(destructive || noUndo) && <small>{noUndo ?? words.destructive}</small>}
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </Section>
      <Section title={words.personal} aside={<span className="muted">{words.personalText}</span>}>
        {connector.personalData.length === 0 ? (
          <p className="muted">{words.noPersonal}</p>
        ) : (
          <ul className={classes.tags}>
            {connector.personalData.map((name) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        )}
      </Section>
    </>
  )
}

function Glance({ connector }: { connector: Connector }) {
  const flows = new Set(connector.auth.map(({ flow }) => flow))
  return (
    <div className={classes.glance}>
      <section>
        <h2>{texts.appPage.tabs.capabilities}</h2>
        <ul>
          {SERVES.filter((one) => connector.capabilities.includes(one)).map((one) => (
            <li key={one}>
              <strong>{words.serves[one].name}</strong>
              <small>{words.serves[one].text}</small>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{words.connectionTypes}</h2>
        <ul>
          {(['form', 'redirect'] as const)
            .filter((flow) => flows.has(flow))
            .map((flow) => (
              <li key={flow}>
                {words[flow]}
                <small>
                  {connector.auth
                    .filter((method) => method.flow === flow)
                    .map(({ label }) => label)
                    .join(', ')}
                </small>
              </li>
            ))}
        </ul>
      </section>
      <section>
        <h2>{words.discoveryType}</h2>
        <ul>
          <li>{words.discovery[discoveryOf(connector)]}</li>
        </ul>
      </section>
    </div>
  )
}

const SERVES = ['discovery', 'provisioning', 'workflows'] as const

/** By what kind of source it finds people and apps (F91). */
function discoveryOf({ isPrimarySource, category }: Connector): 'sso' | 'hr' | 'direct' {
  if (!isPrimarySource) return 'direct'
  return category === 'Human resources' ? 'hr' : 'sso'
}

function Fields({ fields }: { fields: Connector['sourceFields'] }) {
  if (fields.length === 0) return null
  return (
    <details className={classes.fields}>
      <summary>{words.fields(fields.length)}</summary>
      <div>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.field}</th>
              <th scope="col">{words.path}</th>
              <th scope="col">{words.type}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ name, path, type, personal }) => (
              <tr key={`${name} ${path}`}>
                <td>{name}</td>
                <td className="mono">{path}</td>
                <td>
                  {texts.words.fieldType[type]}
                  {personal && <span className="muted"> · {words.personalMark}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function ScopeRow({ scope: { id, label, required, serves, explains } }: { scope: Scope }) {
  return (
    <li>
      <span>
        <strong style={{ fontWeight: 550 }}>{label}</strong>
        {required && (
          <>
            <span className={classes.star} aria-hidden>
              {' *'}
            </span>
            <VisuallyHidden> ({words.required})</VisuallyHidden>
          </>
        )}
        <small className="mono">{id}</small>
      </span>
      <span>
        {explains}
        <small>{words.serves[serves].name}</small>
      </span>
    </li>
  )
}
