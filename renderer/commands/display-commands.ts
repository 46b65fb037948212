import * as shown from '../session/view-state.ts';
import type { Command } from './command.ts';

function display(id: string, title: string, key: string, run: () => void): Command {
  return { id: `display.${id}`, title, section: 'Display', keys: [key], run };
}

export const displayCommands: Command[] = [
  display('brighter', 'Exposure up by half a stop', 'E', () =>
    shown.changeExposure(shown.EXPOSURE_STEP),
  ),
  display('darker', 'Exposure down by half a stop', 'Shift+E', () =>
    shown.changeExposure(-shown.EXPOSURE_STEP),
  ),
  display('gamma-up', 'Gamma up', 'G', () => shown.changeGamma(shown.GAMMA_STEP)),
  display('gamma-down', 'Gamma down', 'Shift+G', () => shown.changeGamma(-shown.GAMMA_STEP)),
  display('channels', 'Cycle through all channels, red, green and blue', 'C', shown.stepChannels),
  display('reset', 'Reset exposure, gamma and channels', 'R', shown.resetAdjustment),
];
