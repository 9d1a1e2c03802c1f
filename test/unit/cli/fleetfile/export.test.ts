import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideFleet } from '../../../../cli/fleetfile/change/decide.ts';
import { fleetText, schemaComment } from '../../../../cli/fleetfile/export.ts';
import { judge } from '../../../../cli/fleetfile/load.ts';
import { registeredFleet } from '../../../support/fleetfile/arbitrary.ts';
import { runs } from '../../../support/fuzz.ts';

const wishes = { prune: true, rotate: false, now: 0 };

test('applying what was exported changes nothing, whatever is registered', () => {
  fc.assert(
    fc.property(registeredFleet, (fleet) => {
      const text = fleetText(fleet, '# comment');
      const { clusters, faults } = judge([{ name: 'fleet.yaml', folder: '/', text }]);
      expect(faults).toEqual([]);
      const decisions = decideFleet(clusters, fleet, wishes);
      expect(decisions.filter(({ act }) => act !== 'same')).toEqual([]);
      expect(decisions).toHaveLength(fleet.length);
    }),
    runs(1_000),
  );
});

test('the same fleet is exported alike, in whatever order it is listed', () => {
  fc.assert(
    fc.property(registeredFleet, (fleet) => {
      expect(fleetText(fleet.toReversed(), '')).toBe(fleetText(fleet, ''));
    }),
    runs(200),
  );
});

test.each([
  ['/fleets/pullpass/cli/x.json', '/fleets/pullpass', './cli/x.json'],
  ['/fleets/pullpass/cli/x.json', '/fleets/fleet', '../pullpass/cli/x.json'],
])('the schema %s is named from %s as %s', (file, folder, named) => {
  expect(schemaComment(file, folder)).toBe(`# yaml-language-server: $schema=${named}`);
});
