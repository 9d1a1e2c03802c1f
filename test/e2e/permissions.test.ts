import { describe } from '@jest/globals';
import { realSubject } from '../support/kubernetes-contract/subject.ts';
import { permissionsOfTargets } from '../support/permissions/suite.ts';

describe('on the real kube-apiserver', () => permissionsOfTargets(realSubject));
