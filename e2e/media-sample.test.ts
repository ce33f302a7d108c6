import { listTwenty } from '../test/support/corpus/samples.ts';
import { proveServed } from './corpus/prove-served.ts';

proveServed(listTwenty());
