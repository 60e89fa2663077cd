/**
 * What most organisations begin with: shown, and called so, until this organisation's own use says better. Ids of the
 * catalogue.
 */
export const STARTING_SETS = {
  /** Needed by everybody: who people are, mail and documents, talking, meeting, passwords. */
  essentials: ['okta', 'google-workspace', 'microsoft-365', 'slack', 'zoom', '1password', 'bamboohr', 'jira'],
  /** Liked by those who use them, in several departments. */
  'staff-picks': ['notion', 'figma', 'miro', 'github', 'asana', 'loom', 'canva', 'airtable', 'linear', 'calendly'],
  /** Where accounts and licences are given and taken at every on- and offboarding. */
  'workflow-favorites': ['google-workspace', 'okta', 'slack', 'zoom', 'jira', 'github', 'miro', 'adobe-creative-cloud'],
} as const
