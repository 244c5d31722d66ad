// What mining programs write to their output.

rule miner_output : miner
{
    meta:
        description = "Lines that a cryptocurrency miner writes"
        severity = "medium"
        attack = "T1496.001"
    strings:
        $accepted = /\baccepted\s+\([0-9]+\/[0-9]+\)\s+diff\s+[0-9]+/
        $job = /\bnew job from [\w.-]+:[0-9]+ diff [0-9]+/
        $speed = /\bspeed 10s\/60s\/15m\s/
        $share = /\b(share|solution) accepted\b[^\n]{0,60}\b(diff|ms|pool)/ nocase
        $rate = /\b(total|avg|effective)?\s?hash ?rate:?\s+[0-9.]+ ?[kMG]?H\/s/ nocase
        $pool = /\buse pool [\w.-]+:[0-9]+/
        $login = /\bstratum\+(tcp|ssl):\/\/[\w.-]+:[0-9]+/
        $gpu = /\bGPU ?#?[0-9]{0,3}\b[^\n]{0,80}\b[0-9.]+ ?[kMG]?(H|Sol)\/s\b/
        $shares = /\b[0-9.]+ ?[kMG]?(H|Sol)\/s\b[^\n]{0,60}\b(GPU|[Ss]hares?|[Aa]ccepted|[Rr]ejected)\b/
        $average = /\b([Aa]verage|[Tt]otal|[Cc]urrent) speed[^\n:]{0,20}: ?[0-9.]+ ?[kMG]?(H|Sol)\/s\b/
    condition:
        any of them
}
