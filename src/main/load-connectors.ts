import { fileConnector } from '#core/files/file-connector.ts'
import type { Connector } from '#kit/define.ts'
import onePassword from '#connectors/1password/connector.ts'
import adobeCreativeCloud from '#connectors/adobe-creative-cloud/connector.ts'
import bamboohr from '#connectors/bamboohr/connector.ts'
import googleWorkspace from '#connectors/google-workspace/connector.ts'
import ironcladClickwrap from '#connectors/ironclad-clickwrap/connector.ts'
import jira from '#connectors/jira/connector.ts'
import launchdarkly from '#connectors/launchdarkly/connector.ts'
import miro from '#connectors/miro/connector.ts'
import okta from '#connectors/okta/connector.ts'
import onelogin from '#connectors/onelogin/connector.ts'
import postman from '#connectors/postman/connector.ts'
import quip from '#connectors/quip/connector.ts'
import scim from '#connectors/scim/connector.ts'
import segment from '#connectors/segment/connector.ts'
import slack from '#connectors/slack/connector.ts'
import zoom from '#connectors/zoom/connector.ts'

/**
 * Every connector by its id. Named one by one: what runs here is what was reviewed, and nothing that lies in a folder
 * gets in by itself. The conformance tests fail when a folder is missing here.
 */
export const CONNECTORS: ReadonlyMap<string, Connector> = new Map(
  [
    adobeCreativeCloud,
    bamboohr,
    googleWorkspace,
    ironcladClickwrap,
    jira,
    launchdarkly,
    miro,
    okta,
    onelogin,
    onePassword,
    postman,
    quip,
    scim,
    segment,
    slack,
    zoom,
  ].map((connector) => [connector.id, connector]),
)

/** The same with what reads no vendor: a file. It is no app, so no catalogue has it and no vendor is simulated for it. */
export const ALL_CONNECTORS: ReadonlyMap<string, Connector> = new Map([
  ...CONNECTORS,
  [fileConnector.id, fileConnector],
])
