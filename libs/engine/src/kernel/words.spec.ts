import { splitWords } from './words';

describe('splitWords', () => {
  it.each<[string, readonly string[]]>([
    ['', []],
    ['  \t', []],
    ['less -FRX', ['less', '-FRX']],
    ['"/a b/code" --wait', ['/a b/code', '--wait']],
    ["'a b'c\\ d e", ['a bc d', 'e']],
    ['"a \\"b\\" \\c"', ['a "b" \\c']],
    ["'$(x)' `y` $HOME", ['$(x)', '`y`', '$HOME']],
    ["vi it's", ['vi', "it's"]],
  ])('%j is %j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});
