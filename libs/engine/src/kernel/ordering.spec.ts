import fc from 'fast-check';
import { byText, withInserted } from './ordering';

describe('withInserted', () => {
  it('gives what sorting gives, and leaves what it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (names, name) => {
        const sorted = Object.freeze(names.map((value) => ({ value })).sort(byText((each) => each.value)));
        const added = withInserted(sorted, { value: name }, (each) => each.value);
        expect(added).toEqual([...sorted, { value: name }].sort(byText((each) => each.value)));
      }),
    );
  });
});
