import { describe } from '@jest/globals';
import { simulatedSubject } from '../../support/kubernetes-contract/subject.ts';
import { kubernetesContract } from '../../support/kubernetes-contract/suite.ts';

describe('the simulated Kubernetes API', () => kubernetesContract(simulatedSubject));
