import { testGenerated } from '../support/chaos/generated.ts';

testGenerated(2);
