import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'
import { texts } from '../lib/texts.ts'

/** The one accent colour. Shade 6 carries white text at 5:1, shade 7 more. */
const iris: MantineColorsTuple = [
  '#f1f2fd',
  '#e0e2fa',
  '#c6caf5',
  '#a6adef',
  '#8791e9',
  '#6c78e1',
  '#5563d6',
  '#4652c4',
  '#3b45a8',
  '#2f3785',
]

/** Light neutrals; shade 6 is the dimmed text, dark enough for 4.5:1 on every light surface. */
const gray: MantineColorsTuple = [
  '#f9fafb',
  '#f2f4f7',
  '#e7eaef',
  '#d9dee5',
  '#bcc4cf',
  '#8e98a7',
  '#5c6675',
  '#454e5d',
  '#2b323f',
  '#151a23',
]

/** Dark neutrals; shade 0 is text, 2 dimmed text, 4 borders, 6 raised surfaces, 7 the page. */
const dark: MantineColorsTuple = [
  '#e4e7ec',
  '#bcc3ce',
  '#9ba5b4',
  '#727c8c',
  '#2b313c',
  '#232832',
  '#181c24',
  '#101319',
  '#0b0d12',
  '#07080b',
]

const FONT =
  '"Inter Variable", -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

// Mantine makes the heading of a dialog a `header`, which outside of the page's main part claims to be its banner.
const dialog = {
  overlayProps: { backgroundOpacity: 0.38 },
  closeButtonProps: { 'aria-label': texts.common.close },
  attributes: { header: { role: 'none' } },
}

export const theme = createTheme({
  primaryColor: 'iris',
  // White text on a filled button needs the darker shades in both schemes.
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  colors: { iris, gray, dark },
  fontFamily: FONT,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.5' },
  headings: {
    fontFamily: FONT,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '21px', lineHeight: '1.3' },
      h2: { fontSize: '15px', lineHeight: '1.4' },
      h3: { fontSize: '14px', lineHeight: '1.4' },
    },
  },
  focusRing: 'auto',
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm', fw: 550 } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    PasswordInput: { defaultProps: { visibilityToggleButtonProps: { 'aria-label': texts.common.showSecret } } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right', comboboxProps: { shadow: 'md' } } },
    Modal: { defaultProps: { ...dialog, centered: true, radius: 'lg' } },
    Drawer: { defaultProps: { ...dialog, position: 'right' } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': texts.common.close } } },
    Tooltip: {
      defaultProps: { openDelay: 250, withArrow: false, fz: 'xs', events: { hover: true, focus: true, touch: true } },
    },
    Table: { defaultProps: { verticalSpacing: 8, horizontalSpacing: 12, fz: 'sm' } },
    Anchor: { defaultProps: { underline: 'hover' } },
  },
})

/** What our own styles are written in; one name per role, one value per scheme. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    // How much of its hue a tile's letters keep.
    '--rc-tile-ink': '72%',
    '--rc-page': '#ffffff',
    '--rc-chrome': '#f9fafb',
    '--rc-surface': '#ffffff',
    '--rc-sunken': '#f6f7f9',
    '--rc-hover': '#f4f5f8',
    '--rc-border': '#e7eaef',
    '--rc-border-strong': '#d3d9e1',
    '--rc-text': '#1b212c',
    '--rc-muted': '#5c6675',
    '--rc-accent-text': '#3f4ab6',
    '--rc-accent-soft': '#eef0fd',
    '--rc-good': '#0c7a4b',
    '--rc-good-dot': '#1f9d66',
    '--rc-warn': '#8f5a00',
    '--rc-warn-dot': '#d58b0b',
    '--rc-warn-soft': '#fff7e6',
    '--rc-warn-border': '#f0d8a4',
    '--rc-bad': '#b3261e',
    '--rc-bad-dot': '#d6453c',
    '--rc-bad-soft': '#fef1f0',
    '--rc-bad-border': '#f5c9c5',
    '--rc-info-dot': '#5563d6',
    '--rc-idle-dot': '#8e98a7',
    '--mantine-color-text': '#1b212c',
    '--mantine-color-default-color': '#1b212c',
    '--mantine-color-default-border': '#d3d9e1',
    '--mantine-color-default-hover': '#f4f5f8',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#3f4ab6',
    '--mantine-color-placeholder': '#6b7585',
  },
  dark: {
    '--rc-tile-ink': '40%',
    '--rc-page': '#101319',
    '--rc-chrome': '#0c0f14',
    '--rc-surface': '#151920',
    '--rc-sunken': '#0c0f14',
    '--rc-hover': '#1b2029',
    '--rc-border': '#242a35',
    '--rc-border-strong': '#353d4a',
    '--rc-text': '#e4e7ec',
    '--rc-muted': '#9ba5b4',
    '--rc-accent-text': '#a9b1f3',
    '--rc-accent-soft': '#1f2440',
    '--rc-good': '#5ccb97',
    '--rc-good-dot': '#38b27d',
    '--rc-warn': '#e8b654',
    '--rc-warn-dot': '#dc9b25',
    '--rc-warn-soft': '#241d0e',
    '--rc-warn-border': '#4d3c15',
    '--rc-bad': '#ff9a92',
    '--rc-bad-dot': '#ea6359',
    '--rc-bad-soft': '#2a1514',
    '--rc-bad-border': '#5b2723',
    '--rc-info-dot': '#7d89ea',
    '--rc-idle-dot': '#727c8c',
    '--mantine-color-text': '#e4e7ec',
    '--mantine-color-default': '#181c24',
    '--mantine-color-default-border': '#353d4a',
    '--mantine-color-default-hover': '#212733',
    '--mantine-color-error': '#ff9a92',
    '--mantine-color-anchor': '#a9b1f3',
    '--mantine-color-placeholder': '#8b95a4',
  },
})
