import { PlainLines } from './plain-lines';

describe('plain lines', () => {
  let written: string[];
  let lines: PlainLines;
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    written = [];
    lines = new PlainLines((text) => written.push(text));
  });
  afterEach(() => jest.useRealTimers());

  it('are written at once when they come singly', () => {
    lines.add('one\n');
    jest.advanceTimersByTime(1000);
    lines.add('two\n');
    expect(written).toEqual(['one\n', 'two\n']);
  });

  it('are written together when they come quickly, and wait no longer than a moment', () => {
    for (const text of ['one\n', 'two\n', '', 'three\n']) lines.add(text);
    expect(written).toEqual(['one\n']);
    jest.advanceTimersByTime(100);
    expect(written).toEqual(['one\n', 'two\nthree\n']);
  });

  it('are all written in the end, once', () => {
    for (const text of ['one\n', 'two\n']) lines.add(text);
    lines.flush();
    jest.advanceTimersByTime(100);
    expect(written).toEqual(['one\n', 'two\n']);
  });
});
