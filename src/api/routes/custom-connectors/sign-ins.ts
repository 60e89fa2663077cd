import { SIGN_INS } from '#core/custom-connectors/compile-auth.ts'
import { flowOf } from '#kit/auth.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { ConnectorSignIn } from '../../schemas/custom-connectors.ts'
import { fieldView } from '../../views/connector.ts'

export default defineRoute({
  method: 'GET',
  path: '/custom-connectors/sign-ins',
  tag: 'Custom connectors',
  summary: 'The ways to sign in that a definition can name, with what each asks for',
  permission: 'connections:read',
  success: { status: 200, body: whole(ConnectorSignIn) },
  errors: [],
  handle: async () => ({
    items: SIGN_INS.map((method) => ({
      method: method.id,
      label: method.label,
      help: method.help,
      flow: flowOf(method),
      fields: method.fields.map(fieldView),
    })),
  }),
})
