namespace SnsOps.Workers.Ai.Reports;

/// <summary>How a report looks, on a screen and on paper. Only what both a browser and WeasyPrint can do.</summary>
internal static class ReportStyle
{
    /// <summary>The sheet.</summary>
    public const string Sheet = """
        @page{size:A4;margin:16mm 14mm 18mm;@bottom-left{content:"SnsOps";font:9pt "NanumGothic","Nanum Gothic",sans-serif;color:#5d6470}@bottom-right{content:counter(page) " / " counter(pages);font:9pt "NanumGothic","Nanum Gothic",sans-serif;color:#5d6470}}
        :root{color-scheme:light}body{margin:0;background:#fff;color:#1c1f24;font:16px/1.65 "Pretendard","Noto Sans KR","NanumGothic","Nanum Gothic",sans-serif;word-break:keep-all;overflow-wrap:anywhere}
        main{max-width:54rem;margin:0 auto;padding:1.5rem}header{border-bottom:3px solid #1c1f24;padding-bottom:.75rem}.kind{margin:0;font-weight:700;color:#2f5aa8}h1{font-size:1.75rem;line-height:1.3;margin:0}
        h2{font-size:1.1rem;margin:1.75rem 0 .5rem}p{margin:.35rem 0}.muted{color:#5d6470}.small,small{font-size:.8rem}small{display:block;font-weight:400;color:#5d6470}
        .summary{background:#f2f5fa;border-left:4px solid #2f5aa8;padding:.1rem 1rem .75rem;margin-top:1.25rem}.summary h2{margin-top:.75rem}.summary li{font-size:1.05rem}ol,ul{margin:.25rem 0;padding-left:1.4rem}
        .changes{border:2px solid #c2560c;padding:.1rem 1rem .75rem;margin-top:1.25rem}.changes h2{margin-top:.75rem}
        dl.cards{display:table;width:102%;table-layout:fixed;border-collapse:separate;border-spacing:.5rem;margin:0 -.5rem}dl.cards div{display:table-cell;border:1px solid #dfe2e7;border-radius:.5rem;padding:.6rem .75rem;vertical-align:top}
        dt{color:#5d6470;font-size:.85rem}dd{margin:0;font-size:1.5rem;font-weight:700;line-height:1.3}.cards.small dd{font-size:1.1rem}.cards .bad{border-color:#b3131b}.cards .bad dd{color:#b3131b}
        figure{margin:0 0 .75rem}figcaption{font-size:.85rem;color:#5d6470}figure svg{display:block;width:100%}
        table{width:100%;border-collapse:collapse;font-size:.92rem}th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid #dfe2e7;vertical-align:top}tbody th{font-weight:400}thead th{color:#5d6470;font-weight:700;font-size:.85rem}
        .n{text-align:right;font-variant-numeric:tabular-nums}.bar{display:block;width:100%;height:24px;margin-bottom:.5rem}.sources{font-size:.85rem}.sources td{font-size:.85rem}.sources td:last-child,code{white-space:nowrap}code{font-family:"NanumGothicCoding",monospace}
        @media (max-width:40rem){main{padding:1rem}dl.cards{display:block;width:auto;margin:0}dl.cards div{display:block;margin-bottom:.5rem}section{overflow-x:auto}}
        @media print{main{max-width:none;padding:0}body{font-size:10pt}h1{font-size:18pt}h2{font-size:12pt;break-after:avoid}tr,figure,.cards,li{break-inside:avoid}thead{display:table-header-group}dd{font-size:15pt}.summary li{font-size:10.5pt}}
        """;
}
