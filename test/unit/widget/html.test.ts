import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { html } from '../../../functions/widget/render/html.ts';
import { codePoint } from '../../support/codePoint.ts';

test('inserted values are escaped, in text and in attributes', () => {
  const hostile = `"><script>alert('x')</script>&amp;`;
  expect(html`<b title="${hostile}">${hostile}</b>`.text).toBe(
    '<b title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;</b>',
  );
});

test('what html made is inserted unchanged, alone and in lists', () => {
  expect(html`<ul>${['a', 'b<'].map((each) => html`<li>${each}</li>`)}</ul>`.text).toBe(
    '<ul><li>a</li><li>b&lt;</li></ul>',
  );
});

test('lists of texts are escaped too, and absent values become nothing', () => {
  expect(html`${['<', '>']}${undefined}${false}${0}${''}`.text).toBe('&lt;&gt;0');
});

test('an object that only looks like markup is escaped', () => {
  const forged = JSON.parse('{"text":"<script>"}');
  expect(() => html`${forged}`.text).toThrow();
});

describe('what hides or reorders text is made visible', () => {
  test.each([
    ['an override of the direction', 'prod\u202eue-dorp', 'prod·ue-dorp'],
    ['a zero-width space', 'pro\u200bd', 'pro·d'],
    ['a control character', 'a\u0000b\u001b[31m', 'a·b·[31m'],
    ['a lone surrogate', 'a\ud800b', 'a·b'],
    ['lines', 'one\r\n\ttwo', 'one two'],
  ])('%s', (_, given, shown) => {
    expect(html`${given}`.text).toBe(shown);
  });
});

test('no text of any kind opens or closes anything', () => {
  fc.assert(
    fc.property(fc.string({ unit: codePoint }), (text) => {
      expect(html`${text}`.text).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
    }),
  );
});
