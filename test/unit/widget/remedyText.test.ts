import { expect, test } from '@jest/globals';
import { html } from '../../../functions/widget/render/html.ts';
import { remedyText } from '../../../functions/widget/render/remedyText.ts';

const shown = (remedy: string, docs?: string) => html`${remedyText(remedy, 600, { docs })}`.text;

test('requests become commands to type', () => {
  expect(shown('Send another by PUT /clusters/a/kubeconfig, or run `oc login`.')).toBe(
    'Send another by <code>pullpass rotate a <span class="pp-option">--kubeconfig</span> FILE</code>, or run <code>oc login</code>.',
  );
});

test('a page of the documentation is a link if its address is known', () => {
  const remedy = 'See docs/networks.md#endpoints.';
  expect(shown(remedy)).toBe(remedy);
  expect(shown(remedy, 'https://git.example.com/docs')).toBe(
    'See <a class="pp-link" href="https://git.example.com/docs/networks.md#endpoints" target="_blank" rel="noopener noreferrer">docs/networks.md#endpoints</a>.',
  );
});

test.each([
  'https://evil.example/x.md',
  'docs/../../secret.md',
  'docs/"onmouseover="alert(1).md',
  'a single ` alone',
])('%s is text', (text) => {
  expect(shown(text, '/docs')).toBe(html`${text}`.text);
});
