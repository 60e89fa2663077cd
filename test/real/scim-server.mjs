// A SCIM 2.0 service provider that is not ours: SCIMMY with its Express routers, over an in-memory store. Run as a
// process of its own; it prints its port. Users and groups are made and changed through SCIM itself.
import { randomUUID } from 'node:crypto'
import express from 'express'
import SCIMMY from 'scimmy'
import SCIMMYRouters from 'scimmy-routers'

const token = process.env.SCIM_TOKEN
const users = new Map()
const groups = new Map()
/** Deleted users, as long as the vendor can bring them back; SCIM itself has no way to. */
const bin = new Map()

/** Gives a resource type the store's three handlers; what SCIM asks for beyond them is SCIMMY's. */
function keep(type, store) {
  SCIMMY.Resources.declare(type)
    .ingress((resource, data) => {
      const id = resource.id ?? randomUUID()
      if (resource.id && !store.has(id)) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`)
      const now = new Date().toISOString()
      const saved = { ...data, id, meta: { created: store.get(id)?.meta.created ?? now, lastModified: now } }
      store.set(id, saved)
      return saved
    })
    .egress((resource) => {
      if (resource.id) {
        if (!store.has(resource.id)) throw new SCIMMY.Types.Error(404, null, `Resource ${resource.id} not found`)
        return store.get(resource.id)
      }
      const all = [...store.values()]
      return resource.filter ? resource.filter.match(all) : all
    })
    .degress((resource) => {
      bin.set(resource.id, store.get(resource.id))
      if (!store.delete(resource.id)) throw new SCIMMY.Types.Error(404, null, `Resource ${resource.id} not found`)
    })
}
SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false)
keep(SCIMMY.Resources.User, users)
keep(SCIMMY.Resources.Group, groups)
SCIMMY.Config.set({ patch: true, filter: { supported: true, maxResults: 100 } })

const requests = {}
const app = express()
app.use((request, _response, next) => {
  const key = `${request.method} ${request.header('user-agent') ?? ''}`
  requests[key] = (requests[key] ?? 0) + 1
  next()
})
app.get('/requests', (_request, response) => response.json(requests))
app.use(
  '/scim/v2',
  new SCIMMYRouters({
    type: 'bearer',
    handler: (request) => {
      if (request.header('authorization') !== `Bearer ${token}`) throw new Error('Token not recognised')
      return 'admin'
    },
  }),
)
app.post('/undelete/:id', (request, response) => {
  users.set(request.params.id, bin.get(request.params.id))
  response.end()
})
const server = app.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`))
process.on('disconnect', () => process.exit(0))
