import { slug } from './slug.ts'

/** An app that is recognised although nothing is connected to it (F11): what it is called, what it is for, where it lives. */
export type KnownApp = { id: string; name: string; category: string; site: string }

// Written as text, because it is a table: under each category `name | site`. The id is the name's slug, or stands in front with a
// colon where a connector has another one.
const TABLE = `
# Communication
Slack | slack.com
Microsoft Teams | teams.microsoft.com
zoom: Zoom | zoom.us
Google Meet | meet.google.com
Webex | webex.com
RingCentral | ringcentral.com
Dialpad | dialpad.com
Discord | discord.com
Twilio | twilio.com
Vonage | vonage.com
8x8 | 8x8.com
Aircall | aircall.io
Loom | loom.com
GoTo Meeting | goto.com
Whereby | whereby.com
Mattermost | mattermost.com
Rocket.Chat | rocket.chat
Zulip | zulip.com
Telegram | telegram.org
Front | front.com
Workvivo | workvivo.com
Staffbase | staffbase.com
Simpplr | simpplr.com

# Productivity
google-workspace: Google Workspace | workspace.google.com
Microsoft 365 | microsoft365.com
Notion | notion.so
Confluence | atlassian.com
Coda | coda.io
Airtable | airtable.com
Evernote | evernote.com
quip: Quip | quip.com
Zoho One | zoho.com
Grammarly | grammarly.com
Calendly | calendly.com
Doodle | doodle.com
Superhuman | superhuman.com
Todoist | todoist.com
Clockwise | getclockwise.com
Reclaim | reclaim.ai
Guru | getguru.com
Slab | slab.com
Slite | slite.com
Tettra | tettra.com
Obsidian | obsidian.md
Craft | craft.do
1password: 1Password | 1password.com
LastPass | lastpass.com
Dashlane | dashlane.com
Bitwarden | bitwarden.com
Keeper | keepersecurity.com
DeepL | deepl.com
Zapier | zapier.com
Make | make.com
n8n | n8n.io
IFTTT | ifttt.com
Workato | workato.com
Tray | tray.io

# Artificial intelligence
ChatGPT | openai.com
Claude | claude.ai
Gemini | gemini.google.com
Microsoft Copilot | copilot.microsoft.com
Perplexity | perplexity.ai
Midjourney | midjourney.com
Jasper | jasper.ai
Writer | writer.com
Otter | otter.ai
Fireflies | fireflies.ai
ElevenLabs | elevenlabs.io
Hugging Face | huggingface.co
Runway | runwayml.com
Synthesia | synthesia.io
Cursor | cursor.com
Glean | glean.com

# Project management
jira: Jira | atlassian.com
Asana | asana.com
Trello | trello.com
monday.com | monday.com
ClickUp | clickup.com
Linear | linear.app
Wrike | wrike.com
Smartsheet | smartsheet.com
Basecamp | basecamp.com
Shortcut | shortcut.com
Teamwork | teamwork.com
Height | height.app
Aha! | aha.io
Productboard | productboard.com
Planview | planview.com
Workfront | workfront.com
Toggl | toggl.com
Harvest | getharvest.com
Clockify | clockify.me
Float | float.com

# Design
Figma | figma.com
miro: Miro | miro.com
adobe-creative-cloud: Adobe Creative Cloud | adobe.com
Canva | canva.com
Sketch | sketch.com
InVision | invisionapp.com
Lucid | lucid.co
Mural | mural.co
Framer | framer.com
Webflow | webflow.com
Zeplin | zeplin.io
Abstract | abstract.com
Whimsical | whimsical.com
Shutterstock | shutterstock.com
Getty Images | gettyimages.com
Frame.io | frame.io
Autodesk | autodesk.com
Balsamiq | balsamiq.com
UserTesting | usertesting.com
Maze | maze.co
Dovetail | dovetail.com

# Identity
okta: Okta | okta.com
onelogin: OneLogin | onelogin.com
Microsoft Entra ID | entra.microsoft.com
Auth0 | auth0.com
JumpCloud | jumpcloud.com
Ping Identity | pingidentity.com
Duo Security | duo.com
CyberArk | cyberark.com
SailPoint | sailpoint.com
Saviynt | saviynt.com
ForgeRock | forgerock.com
Rippling | rippling.com
Google Cloud Identity | cloud.google.com
Teleport | goteleport.com
Tailscale | tailscale.com
Twingate | twingate.com
Zscaler | zscaler.com
Netskope | netskope.com
Cloudflare | cloudflare.com
BeyondTrust | beyondtrust.com
HashiCorp Vault | hashicorp.com

# Security
CrowdStrike | crowdstrike.com
SentinelOne | sentinelone.com
Palo Alto Networks | paloaltonetworks.com
Snyk | snyk.io
Wiz | wiz.io
Orca Security | orca.security
Lacework | lacework.com
Tenable | tenable.com
Qualys | qualys.com
Rapid7 | rapid7.com
Proofpoint | proofpoint.com
Mimecast | mimecast.com
Abnormal Security | abnormalsecurity.com
KnowBe4 | knowbe4.com
Vanta | vanta.com
Drata | drata.com
Secureframe | secureframe.com
OneTrust | onetrust.com
BigID | bigid.com
Splunk | splunk.com
Sumo Logic | sumologic.com
Huntress | huntress.com
Arctic Wolf | arcticwolf.com
HackerOne | hackerone.com
Bugcrowd | bugcrowd.com
Veracode | veracode.com
SonarQube | sonarsource.com
Sophos | sophos.com
Trend Micro | trendmicro.com

# Engineering
GitHub | github.com
GitLab | gitlab.com
Bitbucket | bitbucket.org
launchdarkly: LaunchDarkly | launchdarkly.com
postman: Postman | postman.com
Datadog | datadoghq.com
New Relic | newrelic.com
PagerDuty | pagerduty.com
Opsgenie | opsgenie.com
Sentry | sentry.io
Grafana Cloud | grafana.com
Honeycomb | honeycomb.io
Dynatrace | dynatrace.com
Elastic Cloud | elastic.co
CircleCI | circleci.com
Jenkins | jenkins.io
Travis CI | travis-ci.com
Buildkite | buildkite.com
JetBrains | jetbrains.com
Docker | docker.com
npm | npmjs.com
JFrog | jfrog.com
Terraform Cloud | app.terraform.io
Pulumi | pulumi.com
Vercel | vercel.com
Netlify | netlify.com
Heroku | heroku.com
Render | render.com
Fly.io | fly.io
Amazon Web Services | aws.amazon.com
Microsoft Azure | azure.microsoft.com
Google Cloud | cloud.google.com
DigitalOcean | digitalocean.com
MongoDB Atlas | mongodb.com
Redis Cloud | redis.io
Supabase | supabase.com
PlanetScale | planetscale.com
Confluent | confluent.io
Kong | konghq.com
Apigee | apigee.com
SwaggerHub | swagger.io
BrowserStack | browserstack.com
Sauce Labs | saucelabs.com
LambdaTest | lambdatest.com
Cypress | cypress.io
TestRail | testrail.com
Rollbar | rollbar.com
Bugsnag | bugsnag.com
Split | split.io
Statuspage | statuspage.io
Rootly | rootly.com
incident.io | incident.io
FireHydrant | firehydrant.com
Replit | replit.com
Retool | retool.com
Stack Overflow for Teams | stackoverflow.com

# Data and analytics
segment: Segment | segment.com
Snowflake | snowflake.com
Databricks | databricks.com
BigQuery | cloud.google.com
Looker | looker.com
Tableau | tableau.com
Power BI | powerbi.microsoft.com
Mode | mode.com
Metabase | metabase.com
Sisense | sisense.com
Domo | domo.com
ThoughtSpot | thoughtspot.com
Sigma | sigmacomputing.com
Hex | hex.tech
Fivetran | fivetran.com
Airbyte | airbyte.com
dbt Cloud | getdbt.com
Stitch | stitchdata.com
Matillion | matillion.com
Census | getcensus.com
Hightouch | hightouch.com
Amplitude | amplitude.com
Mixpanel | mixpanel.com
Heap | heap.io
Google Analytics | analytics.google.com
Hotjar | hotjar.com
FullStory | fullstory.com
PostHog | posthog.com
Pendo | pendo.io
Monte Carlo | montecarlodata.com
Alation | alation.com
Collibra | collibra.com
Informatica | informatica.com
Alteryx | alteryx.com

# Sales and CRM
Salesforce | salesforce.com
HubSpot | hubspot.com
Pipedrive | pipedrive.com
Zoho CRM | zoho.com
Close | close.com
Copper | copper.com
Outreach | outreach.io
Salesloft | salesloft.com
Gong | gong.io
Chorus | chorus.ai
Clari | clari.com
LinkedIn Sales Navigator | linkedin.com
ZoomInfo | zoominfo.com
Apollo | apollo.io
Lusha | lusha.com
Clearbit | clearbit.com
Cognism | cognism.com
Highspot | highspot.com
Seismic | seismic.com
Showpad | showpad.com
Mindtickle | mindtickle.com
Vidyard | vidyard.com
PandaDoc | pandadoc.com
Proposify | proposify.com
CaptivateIQ | captivateiq.com
Xactly | xactlycorp.com
Chili Piper | chilipiper.com

# Marketing
Mailchimp | mailchimp.com
Marketo | marketo.com
Klaviyo | klaviyo.com
Braze | braze.com
Iterable | iterable.com
Customer.io | customer.io
ActiveCampaign | activecampaign.com
SendGrid | sendgrid.com
Mailgun | mailgun.com
Hootsuite | hootsuite.com
Buffer | buffer.com
Sprout Social | sproutsocial.com
Semrush | semrush.com
Ahrefs | ahrefs.com
Moz | moz.com
Google Ads | ads.google.com
Meta Business Suite | business.facebook.com
LinkedIn Marketing Solutions | linkedin.com
Optimizely | optimizely.com
VWO | vwo.com
Unbounce | unbounce.com
Contentful | contentful.com
WordPress.com | wordpress.com
Drupal | drupal.org
Squarespace | squarespace.com
Wix | wix.com
Bynder | bynder.com
Brandfolder | brandfolder.com
Eventbrite | eventbrite.com
Cvent | cvent.com
SurveyMonkey | surveymonkey.com
Typeform | typeform.com
Qualtrics | qualtrics.com
6sense | 6sense.com
Demandbase | demandbase.com

# Customer support
Zendesk | zendesk.com
Intercom | intercom.com
Freshdesk | freshworks.com
Help Scout | helpscout.com
Gorgias | gorgias.com
Kustomer | kustomer.com
Gladly | gladly.com
Drift | drift.com
LivePerson | liveperson.com
Talkdesk | talkdesk.com
Five9 | five9.com
Genesys Cloud | genesys.com
Gainsight | gainsight.com
Totango | totango.com
ChurnZero | churnzero.com
Medallia | medallia.com
Trustpilot | trustpilot.com

# IT service management
ServiceNow | servicenow.com
Freshservice | freshworks.com
Jira Service Management | atlassian.com
Jamf | jamf.com
Kandji | kandji.io
Microsoft Intune | intune.microsoft.com
Workspace ONE | workspaceone.com
Addigy | addigy.com
NinjaOne | ninjaone.com
TeamViewer | teamviewer.com
AnyDesk | anydesk.com
Lansweeper | lansweeper.com
Snow Software | snowsoftware.com
Flexera | flexera.com
ManageEngine | manageengine.com
Ivanti | ivanti.com
SolarWinds | solarwinds.com
Halo ITSM | haloitsm.com
Envoy | envoy.com
Robin | robinpowered.com

# Human resources
bamboohr: BambooHR | bamboohr.com
Workday | workday.com
ADP Workforce Now | adp.com
UKG Pro | ukg.com
SAP SuccessFactors | successfactors.com
Oracle HCM Cloud | oracle.com
Gusto | gusto.com
Personio | personio.com
HiBob | hibob.com
Deel | deel.com
Remote | remote.com
Oyster | oysterhr.com
Paylocity | paylocity.com
Paycom | paycom.com
Paychex | paychex.com
TriNet | trinet.com
Namely | namely.com
Sage HR | sage.hr
Factorial | factorialhr.com
Lattice | lattice.com
Culture Amp | cultureamp.com
15Five | 15five.com
Leapsome | leapsome.com
Officevibe | officevibe.com
Greenhouse | greenhouse.com
Lever | lever.co
Ashby | ashbyhq.com
Workable | workable.com
SmartRecruiters | smartrecruiters.com
iCIMS | icims.com
Jobvite | jobvite.com
LinkedIn Recruiter | linkedin.com
Indeed | indeed.com
Checkr | checkr.com
Carta | carta.com
Bonusly | bonus.ly

# Learning
LinkedIn Learning | linkedin.com
Udemy Business | udemy.com
Coursera | coursera.org
Pluralsight | pluralsight.com
Docebo | docebo.com
Cornerstone | cornerstoneondemand.com
Absorb | absorblms.com
360Learning | 360learning.com
TalentLMS | talentlms.com
WorkRamp | workramp.com
Lessonly | lessonly.com
O'Reilly | oreilly.com
Skillsoft | skillsoft.com

# Finance
NetSuite | netsuite.com
QuickBooks Online | quickbooks.intuit.com
Xero | xero.com
Sage Intacct | sageintacct.com
SAP S/4HANA Cloud | sap.com
Microsoft Dynamics 365 | dynamics.microsoft.com
Expensify | expensify.com
SAP Concur | concur.com
Brex | brex.com
Ramp | ramp.com
Airbase | airbase.com
Spendesk | spendesk.com
Pleo | pleo.io
Navan | navan.com
TravelPerk | travelperk.com
Bill.com | bill.com
Stripe | stripe.com
PayPal | paypal.com
Adyen | adyen.com
Chargebee | chargebee.com
Recurly | recurly.com
Zuora | zuora.com
Coupa | coupahost.com
Tipalti | tipalti.com
Avalara | avalara.com
Anaplan | anaplan.com
Adaptive Planning | adaptiveplanning.com
Pigment | pigment.com
Mosaic | mosaic.tech
BlackLine | blackline.com
FloQast | floqast.com

# Legal and contracts
ironclad-clickwrap: Ironclad Clickwrap | ironcladapp.com
Ironclad | ironcladapp.com
DocuSign | docusign.com
Dropbox Sign | sign.dropbox.com
Adobe Acrobat Sign | acrobat.adobe.com
Juro | juro.com
LinkSquares | linksquares.com
ContractPodAi | contractpodai.com
Icertis | icertis.com
Clio | clio.com
Relativity | relativity.com
Evisort | evisort.com

# Files and storage
Box | box.com
Dropbox | dropbox.com
Egnyte | egnyte.com
WeTransfer | wetransfer.com
Backblaze | backblaze.com
SharePoint | sharepoint.com
ShareFile | sharefile.com
pCloud | pcloud.com
Sync.com | sync.com
Tresorit | tresorit.com

# E-commerce
Shopify | shopify.com
BigCommerce | bigcommerce.com
Adobe Commerce | business.adobe.com
commercetools | commercetools.com
ShipStation | shipstation.com
Yotpo | yotpo.com
Recharge | rechargepayments.com
Algolia | algolia.com
`

/** Every app of the catalogue, connectors or none, in the order of the table. */
export const KNOWN_APPS: readonly KnownApp[] = readTable(TABLE)

function readTable(table: string): KnownApp[] {
  let category = ''
  const apps: KnownApp[] = []
  for (const line of table.split('\n')) {
    if (line.startsWith('# ')) category = line.slice(2)
    const parts = /^(?:([a-z0-9-]+): )?(.+) \| (\S+)$/.exec(line)
    if (!parts) continue
    const [, id, name, site] = parts as unknown as [string, string | undefined, string, string]
    apps.push({ id: id ?? slug(name), name, category, site })
  }
  return apps
}
