/** What holds between folders: they form no circles, and each shows what belongs together. */
import { dirname } from 'node:path';

/** A source file, and the source files that it imports; paths from the root of the project. */
export interface SourceModule {
  source: string;
  imports: readonly string[];
}

/** Most and least source files of one folder, style sheets too; one that holds folders may have fewer. */
const MOST = 20;
const LEAST = 3;

/**
 * Folders that import each other, at every level below `tree`: a folder with all that is below it is one
 * thing to its neighbors, and the files that lie beside it are another.
 */
export function folderCircles(modules: readonly SourceModule[], tree: string): string[] {
  const inside = modules.filter(({ source }) => source.startsWith(`${tree}/`));
  const roomOf = (file: string): string => {
    const [first, ...rest] = file.slice(tree.length + 1).split('/');
    return rest.length > 0 ? first! : '.';
  };
  const imported = new Map<string, Map<string, string>>();
  for (const { source, imports } of inside) {
    const room = roomOf(source);
    const others = imported.get(room) ?? new Map<string, string>();
    imported.set(room, others);
    for (const file of imports) {
      if (!file.startsWith(`${tree}/`) || roomOf(file) === room) continue;
      if (!others.has(roomOf(file))) others.set(roomOf(file), `${source} → ${file}`);
    }
  }
  const circles = [...imported].flatMap(([room, others]) =>
    [...others]
      .filter(([other]) => reaches(imported, other, room))
      .map(([, link]) => `folder-circle: in ${tree}, ${link}`),
  );
  const rooms = [...imported.keys()].filter((room) => room !== '.');
  return [...circles, ...rooms.flatMap((room) => folderCircles(inside, `${tree}/${room}`))];
}

function reaches(graph: Map<string, Map<string, string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let room = open.pop(); room !== undefined; room = open.pop()) {
    if (room === to) return true;
    if (seen.has(room)) continue;
    seen.add(room);
    open.push(...(graph.get(room)?.keys() ?? []));
  }
  return false;
}

/**
 * Folders that hold too many of `files` to see what they are, or too few to be a folder; those of tests
 * mirror the sources and may hold few.
 */
export function folderSizes(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  const folders = [...counts.keys()];
  return [...counts].flatMap(([folder, count]) => {
    if (count > MOST)
      return [`folder-size: ${folder} holds ${count} files, at most ${MOST} may be`];
    const isParent = folders.some((other) => other.startsWith(`${folder}/`));
    if (count >= LEAST || isParent || folder.startsWith('test/')) return [];
    return [`folder-size: ${folder} holds ${count} files, at least ${LEAST} make a folder`];
  });
}
