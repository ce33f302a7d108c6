import { existsSync } from 'node:fs';

import { FORWARDED_PORT } from '../../ports/media-tools.ts';

/** Part of every Debian and Ubuntu; under /usr, which the sandbox sees. */
const PERL = '/usr/bin/perl';

/**
 * Listens on the sandbox's own loopback address, then becomes the command; a child carries each connection to a Unix
 * socket, and ends with the sandbox. Listening comes first, so that the command is never early.
 */
const SCRIPT = `
use strict; use Socket;
my ($path, $port, @command) = @ARGV;
socket(my $listener, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
bind($listener, sockaddr_in($port, INADDR_LOOPBACK)) or die "bind: $!";
listen($listener, 16) or die "listen: $!";
defined(my $carrier = fork) or die "fork: $!";
if ($carrier) { exec { $command[0] } @command or die "exec: $!" }
$SIG{CHLD} = 'IGNORE';
while (accept(my $client, $listener)) {
  next if fork;
  socket(my $reader, PF_UNIX, SOCK_STREAM, 0) or exit 1;
  connect($reader, sockaddr_un($path)) or exit 1;
  my $both = '';
  vec($both, fileno $_, 1) = 1 for $client, $reader;
  while (select(my $ready = $both, undef, undef, undef) > 0) {
    for ([$client, $reader], [$reader, $client]) {
      my ($from, $to) = @$_;
      next unless vec($ready, fileno $from, 1);
      my $count = sysread($from, my $bytes, 262144) or exit;
      for (my $sent = 0; $sent < $count;) { $sent += syswrite($to, $bytes, $count - $sent, $sent) // exit }
    }
  }
}`;

/** Whether a sandbox without network can be given one address that it reaches. */
export function hasForwarder(): boolean {
  return existsSync(PERL);
}

/** A command, and before it what carries port FORWARDED_PORT of the sandbox to a Unix socket that is bound into it. */
export function forwarding(socketPath: string, command: readonly string[]): string[] {
  return [PERL, '-e', SCRIPT, socketPath, String(FORWARDED_PORT), ...command];
}
