import { describe } from '@jest/globals';
import { realSubject } from '../support/kubernetes-contract/subject.ts';
import { kubernetesContract } from '../support/kubernetes-contract/suite.ts';

describe('the real kube-apiserver', () => kubernetesContract(realSubject));
