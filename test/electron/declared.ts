/**
 * The stand-in held against electron.d.ts: it takes whatever Electron takes, and gives nothing that Electron
 * does not give. There is nothing to run: `tsc` refuses this file where it is not so.
 */
import type { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import type * as standIn from './stand-in.ts';

/** Whether each argument that Electron takes is one that is taken here, where fewer may be taken. */
type Takes<Given extends readonly unknown[], Taken extends readonly unknown[]> = {
  [I in keyof Given]-?: IsAny<Given[I]> extends true
    ? true
    : I extends keyof Taken
      ? IsPart<NonNullable<Given[I]>, NonNullable<Taken[I]>>
      : true;
}[number] extends true
  ? true
  : false;

type IsAny<T> = 0 extends 1 & T ? true : false;

/** A listener is called with a part of what Electron calls it with; other values are taken as they are. */
type IsPart<Given, Taken> = Given extends (...given: infer A extends unknown[]) => unknown
  ? Taken extends (...taken: infer B extends unknown[]) => unknown
    ? A extends [...B, ...unknown[]]
      ? true
      : false
    : false
  : Given extends Taken
    ? true
    : false;

/** `true`, or how what stands in differs from what is declared. */
type Fits<Mine, Theirs> = Theirs extends (...given: infer Given) => infer Answer
  ? Mine extends (...taken: infer Taken) => infer Own
    ? Takes<Given, Taken> extends true
      ? IsAny<Own> extends true
        ? 'it answers with anything'
        : Answer extends Own
          ? true
          : undefined extends Answer
            ? true
            : 'it answers with more than Electron does'
      : 'it does not take what Electron takes'
    : 'it is no function'
  : Theirs extends Mine
    ? true
    : 'it is another value';

/** What in `Mine` is not as `Theirs` declares it, but for `Own`, which the tests have for themselves. */
type Strange<Mine, Theirs, Own extends string = never> = {
  [K in Exclude<keyof Mine, keyof EventEmitter | Own>]: K extends keyof Theirs
    ? Fits<Mine[K], Theirs[K]> extends true
      ? never
      : Fits<Mine[K], Theirs[K]>
    : 'Electron does not have it';
}[Exclude<keyof Mine, keyof EventEmitter | Own>];

type Same<T extends never> = T;

export type Held = [
  Same<Strange<typeof standIn.app, Electron.App>>,
  Same<Strange<typeof standIn.app.commandLine, Electron.CommandLine>>,
  Same<Strange<typeof standIn.dialog, Electron.Dialog>>,
  Same<Strange<typeof standIn.ipcMain, Electron.IpcMain>>,
  Same<Strange<typeof standIn.protocol, Electron.Protocol>>,
  Same<Strange<typeof standIn.screen, Electron.Screen>>,
  Same<Strange<typeof standIn.session, typeof Electron.session, 'defaultSession'>>,
  Same<Strange<typeof standIn.session.defaultSession, Electron.Session>>,
  Same<Strange<typeof standIn.Menu, typeof Electron.Menu>>,
  Same<
    Strange<
      standIn.BrowserWindow,
      Electron.BrowserWindow,
      'page' | 'loaded' | 'options' | 'answer' | 'webContents'
    >
  >,
  Same<
    Strange<
      standIn.BrowserWindow['webContents'],
      Electron.WebContents,
      'page' | 'mayNavigate' | 'mayOpen'
    >
  >,
];
