// Programs that make ports of one network reachable from another.

rule tunnel_program : tunnel
{
    meta:
        description = "Program that tunnels connections out of a network, or into it"
        severity = "medium"
        attack = "T1572"
    strings:
        $frp = /\/fatedier\/frp\/(client|server|pkg|cmd)\//
        $chisel = /\/jpillora\/chisel\/(client|server|share)\b/
        $gost = /\/(ginuerzh\/gost|go-gost\/\w{1,12})\//
        $ligolo = /\/(nicocha30\/ligolo-ng|sysdream\/ligolo)\//
        $nps = /ehang\.io\/nps\/(client|server|lib|bridge)\//
        $iox = /iox\/operate\.(Local|Remote)/
        $cloudflared = /\/cloudflare\/cloudflared\/(connection|supervisor|tunnel\w{0,10})\b/
        $ngrok = /(ngrok\.com\/(lib|cmd)|golang\.ngrok\.com\/ngrok)\//
        $stowaway = /Stowaway\/(agent|admin|protocol)\b/
        $gsocket = /\x00(GS_CONNECT_TIMEOUT|GSOCKET_\w{3,20}|GSOCKET_SECRET)\x00/
        $rathole = /src\/rathole|rathole::(client|server)/
        $bore = /\bbore_cli::(client|server)/
        $tmate = /\x00(tmate-server-host|ssh\.tmate\.io)\x00/
    condition:
        uint32(0) == 0x464c457f and (for any of ($frp, $chisel, $gost, $ligolo, $nps, $iox, $cloudflared, $ngrok, $stowaway, $rathole, $bore) : (# > 2) or $gsocket or $tmate)
}
