#!/usr/bin/perl
# Runs a command and writes "user system exitcode" to file descriptor 3: processor seconds of its whole tree.
#
#   perl count-cpu.pl COMMAND [ARGUMENT ...] 3>report
#
# `time` is not enough: the outer bwrap exits without waiting for its child, so all that FFmpeg used inside would be
# booked to init. PR_SET_CHILD_SUBREAPER gives such orphans to this process, and it waits for every one of them.
use strict;
use warnings;

use constant PR_SET_CHILD_SUBREAPER => 36;
my %prctl = (x86_64 => 157, aarch64 => 167);    # number of the system call

chomp(my $machine = `uname -m`);
my $call = $prctl{$machine} // die "count-cpu: the number of prctl on $machine is not known\n";
open(my $report, '>&=', 3) or die "count-cpu: file descriptor 3 is not open\n";
syscall($call, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 or die "count-cpu: no subreaper: $!\n";

my $child = fork // die "count-cpu: fork: $!\n";
if ($child == 0) {
    close $report;
    exec { $ARGV[0] } @ARGV or exit 127;
}
my $status = 0;
while ((my $ended = wait) > 0) {
    $status = $? if $ended == $child;
}
my (undef, undef, $user, $system) = times;
my $exit_code = $status & 127 ? 128 + ($status & 127) : $status >> 8;
print {$report} "$user $system $exit_code\n";
