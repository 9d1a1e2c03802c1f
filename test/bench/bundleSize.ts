import type { Bundle } from '../../cli/deploy/build/bundle.ts';
import { type Figure, under } from './report/figure.ts';

/** The push bundle's bytes, as Lambda unpacks them. */
export function benchBundle({ bytes, zipBytes }: Bundle): { figures: Figure[]; raw: unknown } {
  const shown = `${(bytes / 1e6).toFixed(2)} MB (${(zipBytes / 1e6).toFixed(2)} MB zipped)`;
  return {
    figures: [under('Push bundle', bytes, { limit: 1.5e6, must: 'under 1.5 MB', shown })],
    raw: { bytes, zipBytes },
  };
}
