/**
 * The colours of a theme, as #rrggbb. Blue, orange and red differ in lightness, so that people who cannot see red or
 * green can distinguish them; signs and words say the same. The tests compute every contrast.
 */
export interface Colours {
  ground: string;
  /** Behind the verdict, the filters and the table heads. */
  raised: string;
  line: string;
  text: string;
  /** For less important text. */
  quiet: string;
  link: string;
  /** The empty part of a bar, and its edge. */
  track: string;
  edge: string;
  safe: string;
  attention: string;
  risk: string;
  expired: string;
  /** On any of the four above. */
  onLevel: string;
}

export const light: Colours = {
  ground: '#ffffff',
  raised: '#f4f5f7',
  line: '#d5d9de',
  text: '#16191f',
  quiet: '#545b64',
  link: '#0b5cad',
  track: '#e9ebed',
  edge: '#7d8998',
  safe: '#0b63b5',
  attention: '#855900',
  risk: '#b34700',
  expired: '#b00020',
  onLevel: '#ffffff',
};

export const dark: Colours = {
  ground: '#0f1b2a',
  raised: '#1b2a3d',
  line: '#3a4a5e',
  text: '#eceff3',
  quiet: '#aab4c0',
  link: '#7db8ff',
  track: '#26374b',
  edge: '#7f8fa3',
  safe: '#6fb1ff',
  attention: '#f2c14b',
  risk: '#ff9a4d',
  expired: '#ff8a94',
  onLevel: '#0b1420',
};
