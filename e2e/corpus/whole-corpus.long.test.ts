import { listAllButTwenty } from '../../test/support/corpus/samples.ts';
import { proveServed } from './prove-served.ts';

proveServed(listAllButTwenty());
