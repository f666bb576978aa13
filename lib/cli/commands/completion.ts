/**
 * `pincer completion bash|zsh|fish`: a script by which a shell completes commands, flags and their words. It is made of
 * the tables that the program works by.
 */
import type { CommandHelp } from '../help.js';
import { exitCode } from '../exit.js';
import { writeLine } from '../io.js';
import type { Io } from '../io.js';
import { CALCULATOR, flags } from '../reading/flags.js';
import type { Flag, Settings } from '../reading/flags.js';
import { shorten } from '../reading/goals.js';
import { UsageError } from '../usage.js';

/** By each name of a command, of which {@link Named.command} is the one that flags know. */
type Commands = ReadonlyMap<string, Named>;

interface Named extends Pick<CommandHelp, 'doc'> {
  readonly command: string;
}

const scripts: ReadonlyMap<string, (commands: Commands) => string> = new Map([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
]);

export async function completionCommand(
  { operands }: Settings,
  io: Io,
  commands: ReadonlyMap<string, CommandHelp>,
  synonyms: ReadonlyMap<string, string>,
): Promise<number> {
  const [shell = '', ...others] = operands;
  const script = scripts.get(shell);
  if (script === undefined || others.length > 0)
    throw new UsageError(
      `completion takes ${[...scripts.keys()].join(', ')}, got ${shorten(operands.join(' '))}`,
    );
  await writeLine(io.stdout, script(named(commands, synonyms)));
  return exitCode.met;
}

/** Commands under all of their names. */
function named(
  commands: ReadonlyMap<string, CommandHelp>,
  synonyms: ReadonlyMap<string, string>,
): Commands {
  const own = [...commands].map(([name, { doc }]) => [name, { doc, command: name }] as const);
  const others = [...synonyms].map(
    ([name, command]) => [name, { doc: `as ${command}`, command }] as const,
  );
  return new Map([...own, ...others]);
}

/** The words that a flag takes. */
const SHELLS = [...scripts.keys()];

function flagsOf(command: string): readonly Flag[] {
  return flags.filter(({ commands }) => commands?.includes(command) ?? true);
}

/** The names of the flags with a value, as the pattern of a `case`, by what completes the value. */
function patterns(): { readonly files: string; readonly plain: string; readonly choices: Flag[] } {
  const valued = flags.filter(({ value }) => value !== undefined);
  const names = (some: readonly Flag[]): string => some.map(({ name }) => name).join('|');
  return {
    files: names(valued.filter((flag) => isFile(flag))),
    plain: names(valued.filter((flag) => !isFile(flag) && flag.choices === undefined)),
    choices: valued.filter(({ choices }) => choices !== undefined),
  };
}

function isFile({ value }: Flag): boolean {
  return value === 'F' || value === 'FILE';
}

/** A text in single quotes. POSIX shells end the quotes for a quote inside, fish escapes it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function bashScript(commands: Commands): string {
  const { files, plain, choices } = patterns();
  const names = [...commands.keys()];
  const words = (list: readonly string[]): string => quoted(list.join(' '));
  const flagNames = (command: string): string[] => flagsOf(command).map(({ name }) => name);
  return `# Completion of pincer in bash. Load it by: source <(pincer completion bash)
_pincer() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command='' words='' i
  COMPREPLY=()
  case $before in
${choices.map((flag) => `    ${flag.name}) words=${words(flag.choices ?? [])} ;;`).join('\n')}
    ${files}) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    ${plain}) return ;;
  esac
  if [[ -z $words ]]; then
    for ((i = 1; i < COMP_CWORD; i++)); do
      case \${COMP_WORDS[i]} in
        ${names.join('|')}) command=\${COMP_WORDS[i]}; break ;;
      esac
    done
    case $command in
      '') words=${words([...names, ...flagNames(CALCULATOR)])} ;;
${[...commands].map(([name, { command }]) => `      ${name}) words=${words([...(name === 'completion' ? SHELLS : []), ...flagNames(command)])} ;;`).join('\n')}
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o bashdefault -o default -F _pincer pincer`;
}

function zshScript(commands: Commands): string {
  const { files, plain, choices } = patterns();
  const names = [...commands.keys()];
  // _describe splits a name from its description at the colon.
  const described = (name: string, doc: string): string => quoted(`${name}:${doc}`);
  const options = (command: string): string =>
    flagsOf(command)
      .map(({ name, doc }) => described(name, doc))
      .join(' ');
  return `#compdef pincer
# Completion of pincer in zsh. Load it by: source <(pincer completion zsh)
_pincer() {
  local command='' word
  local -a commands options
  case $words[CURRENT-1] in
${choices.map((flag) => `    (${flag.name}) compadd -- ${(flag.choices ?? []).join(' ')}; return ;;`).join('\n')}
    (${files}) _files; return ;;
    (${plain}) return ;;
  esac
  commands=(${[...commands].map(([name, { doc }]) => described(name, doc)).join(' ')})
  for word in $words[2,CURRENT-1]; do
    case $word in
      (${names.join('|')}) command=$word; break ;;
    esac
  done
  case $command in
    ('') options=(${options(CALCULATOR)}) ;;
${[...commands].map(([name, { command }]) => `    (${name}) options=(${options(command)}) ;;`).join('\n')}
  esac
  if [[ $words[CURRENT] == -* ]]; then _describe -o option options
  elif [[ -z $command ]]; then _describe command commands
  elif [[ $command == completion ]]; then compadd -- ${SHELLS.join(' ')}
  else _files
  fi
}
if [[ $funcstack[1] == _pincer ]]; then _pincer "$@"; else compdef _pincer pincer; fi`;
}

function fishScript(commands: Commands): string {
  const names = [...commands.keys()];
  const text = (words: string): string =>
    `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const none = `not __fish_seen_subcommand_from ${names.join(' ')}`;
  const condition = ({ commands: of }: Flag): string => {
    if (of === undefined) return '';
    const all = names.filter((name) => of.includes(commands.get(name)!.command));
    const seen = all.length === 0 ? [] : [`__fish_seen_subcommand_from ${all.join(' ')}`];
    return ` -n ${text([...(of.includes(CALCULATOR) ? [none] : []), ...seen].join('; or '))}`;
  };
  const value = (flag: Flag): string => {
    if (flag.value === undefined) return '';
    if (isFile(flag)) return ' -r -F';
    return flag.choices === undefined ? ' -x' : ` -x -a ${text(flag.choices.join(' '))}`;
  };
  return `# Completion of pincer in fish. Load it by: pincer completion fish | source
${[...commands].map(([name, { doc }]) => `complete -c pincer -n ${text(none)} -a ${name} -d ${text(doc)}`).join('\n')}
complete -c pincer -f -n '__fish_seen_subcommand_from completion' -a ${text(SHELLS.join(' '))}
${flags.map((flag) => `complete -c pincer${condition(flag)} -l ${flag.name.slice(2)}${value(flag)} -d ${text(flag.doc)}`).join('\n')}`;
}
