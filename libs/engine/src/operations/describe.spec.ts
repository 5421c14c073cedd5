import { describeOperation } from './describe';
import { oneOfEach } from './testing/one-of-each';

describe('describeOperation', () => {
  it.each(oneOfEach)('says in one line what %s does', (_, op, sentence) => {
    expect(describeOperation(op)).toBe(sentence);
  });
});
