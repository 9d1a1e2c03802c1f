import { describe } from '@jest/globals';
import { simulatedSubject } from '../../support/kubernetes-contract/subject.ts';
import { permissionsOfTargets } from '../../support/permissions/suite.ts';

describe('on the simulated Kubernetes API', () =>
  permissionsOfTargets(() => simulatedSubject({ withoutSockets: true })));
