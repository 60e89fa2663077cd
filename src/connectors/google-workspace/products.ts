/**
 * The products whose holders are asked for, one list each. Their names and those of their plans come with the rows
 * (README, "Sources").
 */
export const PRODUCTS = [
  'Google-Apps',
  '101001', // Cloud Identity Free
  '101005', // Cloud Identity Premium
  '101031', // Workspace for Education
  '101037', // Workspace for Education, add-ons
  '101034', // Archived users
  '101047', // Gemini
  '101068', // Gemini Business
  '101033', // Voice
  'Google-Vault',
  'Google-Drive-storage',
  'Google-Chrome-Device-Management',
]

/** The product of a plan: its id begins with the product's, except for the plans of Workspace itself. */
export function productOf(sku: string): string {
  return PRODUCTS.find((product) => product !== 'Google-Apps' && sku.startsWith(product)) ?? 'Google-Apps'
}
