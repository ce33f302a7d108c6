import { type PsiSection, writePsiSection } from './psi-section.ts';

/** The PID that carries the PAT (ISO/IEC 13818-1 table 2-3). */
export const PAT_PID = 0;
const TABLE_ID = 0x00;

/** One line of a PAT: a program and where its PMT is. */
export interface ProgramAssociation {
  readonly programNumber: number;
  readonly mapPid: number;
}

/** Writes a PAT section (ISO/IEC 13818-1 §2.4.4.3) with one program in transport stream 1. */
export function writeProgramAssociationTable(program: ProgramAssociation): Uint8Array {
  const body = new Uint8Array(4);
  const view = new DataView(body.buffer);
  view.setUint16(0, program.programNumber);
  view.setUint16(2, 0xe000 | program.mapPid);
  return writePsiSection(TABLE_ID, 1, body);
}

/** Reads the programs of a PAT section, without the network's line (program 0); undefined for another table. */
export function readProgramAssociationTable(section: PsiSection): ProgramAssociation[] | undefined {
  if (section.tableId !== TABLE_ID) return undefined;
  const { body } = section;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const programs: ProgramAssociation[] = [];
  for (let offset = 0; offset + 4 <= body.length; offset += 4) {
    const programNumber = view.getUint16(offset);
    if (programNumber !== 0) programs.push({ programNumber, mapPid: view.getUint16(offset + 2) & 0x1fff });
  }
  return programs;
}
